// The endings of the files that a model reads.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_PREPROCESS_READABLE_ENDINGS_H_
#define RUNNER_CORE_PREPROCESS_READABLE_ENDINGS_H_

#include <string>
#include <vector>

#include "runner/core/contract/contract.h"

namespace runner {

// With their dots, in lower case: those of the model's own kind of input first, then those of arrays.
std::vector<std::string> ReadableEndings(const Contract& contract);

}  // namespace runner

#endif  // RUNNER_CORE_PREPROCESS_READABLE_ENDINGS_H_
