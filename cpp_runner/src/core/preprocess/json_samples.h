// Samples in JSON files: numbers for one input, an object with each input's numbers, or a list of rows.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_PREPROCESS_JSON_SAMPLES_H_
#define RUNNER_SRC_CORE_PREPROCESS_JSON_SAMPLES_H_

#include <string_view>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/contract/contract.h"
#include "runner/core/preprocess/sample_parser.h"

namespace runner {

// One sample, or one for each object of a list, for a table for each list of a list, and for a text for each text; such a row may carry a failure of
// its own. `text` is UTF-8.
Result<std::vector<InputSample>> ParseJsonSamples(const Contract& contract, std::string_view text, Seed seed = {});

}  // namespace runner

#endif  // RUNNER_SRC_CORE_PREPROCESS_JSON_SAMPLES_H_
