// Reads and writes .npy and .npz files.
// Thread rule: functions without state.
#ifndef RUNNER_COMMANDS_ARRAY_FILES_H_
#define RUNNER_COMMANDS_ARRAY_FILES_H_

#include <string>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/formats/npz.h"

namespace runner {

// The arrays of a file, as ParseArrays.
Result<std::vector<NamedTensor>> ReadArrays(const std::string& path, const ArrayJudge* judge = nullptr);

Result<Done> WriteNpz(const std::string& path, const std::vector<NamedTensor>& arrays);
Result<Done> WriteNpy(const std::string& path, const Tensor& tensor);
// One array as .npy where the path says so, several as .npz.
Result<Done> WriteArrays(const std::string& path, std::vector<NamedTensor> arrays);

}  // namespace runner

#endif  // RUNNER_COMMANDS_ARRAY_FILES_H_
