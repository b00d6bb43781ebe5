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

// The samples of a file, as ParseSamples.
Result<std::vector<InputSample>> ReadSamples(const Contract& contract, const std::string& path);
// The one sample of a file; refused where a table has more rows.
Result<std::vector<RawInput>> ReadSingleSample(const Contract& contract, const std::string& path);

// The files in the order in which they are answered: a folder becomes the files in it, sorted by name, hidden ones left out.
std::vector<std::string> ExpandFolders(const std::vector<std::string>& files);

}  // namespace runner

#endif  // RUNNER_COMMANDS_SAMPLE_FILES_H_
