// Reads files as samples: whole files, parsed by what is in them.
// Thread rule: functions without state.
#ifndef RUNNER_COMMANDS_SAMPLE_FILES_H_
#define RUNNER_COMMANDS_SAMPLE_FILES_H_

#include <string>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/contract/contract.h"
#include "runner/core/preprocess/raw_input.h"
#include "runner/core/preprocess/sample_parser.h"

namespace runner {

constexpr const char* kStandardInput = "-";

// The samples of a file, or of standard input ("-"), as ParseSamples; its failures do not name the file.
Result<std::vector<InputSample>> ReadSamples(const Contract& contract, const std::string& path, Seed seed = {});
// The one sample of a file; refused where a table has more rows. Failures name the file.
Result<std::vector<RawInput>> ReadSingleSample(const Contract& contract, const std::string& path);

}  // namespace runner

#endif  // RUNNER_COMMANDS_SAMPLE_FILES_H_
