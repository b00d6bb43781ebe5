// Reads and writes NumPy's files of named arrays: .npz holds several, .npy one.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_FORMATS_NPZ_H_
#define RUNNER_CORE_FORMATS_NPZ_H_

#include <string>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"

namespace runner {

struct NamedTensor {
  std::string name;  // "" for the array of a .npy
  Tensor tensor;
};

// An archive's large arrays are judged by what their headers say before they are unpacked.
class ArrayJudge {
 public:
  virtual ~ArrayJudge() = default;
  virtual Result<Done> Judge(const std::string& name, ElementType type, const Shape& shape) const = 0;
};

// Parses the bytes of a .npz or .npy file: their content decides which of the two it is. Entries of a .npz that are no arrays
// and arrays whose type no model takes, such as the names of classes beside the samples, are left out; a file of nothing
// else is refused.
Result<std::vector<NamedTensor>> ParseArrays(std::string_view bytes, const ArrayJudge* judge = nullptr);

// The whole .npz file.
Result<std::string> NpzBytes(const std::vector<NamedTensor>& arrays);

}  // namespace runner

#endif  // RUNNER_CORE_FORMATS_NPZ_H_
