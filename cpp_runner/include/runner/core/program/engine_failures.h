// Failures of the engine in words: a model that cannot be loaded, does not fit or does not run.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_PROGRAM_ENGINE_FAILURES_H_
#define RUNNER_CORE_PROGRAM_ENGINE_FAILURES_H_

#include <string>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"

namespace runner {

// The text in one line of at most `limit` bytes: lines joined, repeated ones once, the runtime's note of its start left out.
std::string OneLine(const std::string& text, size_t limit);

Failure ModelUnreadable(const std::string& path, const std::string& reason);
Failure ModelRefused(const std::string& status, const std::string& messages);
Failure RunFailed(const std::string& status, const std::string& messages);
// `missing` is "inputs" or "outputs".
Failure NothingToDo(const std::string& missing);
Failure TypeUnsupported(const std::string& side, const std::string& tensor, int code);

// Whether `tensor` may enter the input: type, rank, known sizes and the number of bytes.
Result<Done> CheckInput(const TensorSpec& spec, const Tensor& tensor);

}  // namespace runner

#endif  // RUNNER_CORE_PROGRAM_ENGINE_FAILURES_H_
