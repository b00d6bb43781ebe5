#include "runner/commands/array_files.h"

#include <string_view>
#include <utility>

#include "core/base/string_utils.h"
#include "runner/core/formats/npy.h"
#include "runner/system/file_io.h"

namespace runner {

Result<std::vector<NamedTensor>> ReadArrays(const std::string& path, const ArrayJudge* judge) {
  RUNNER_ASSIGN(const std::string bytes, ReadFile(path));
  Result<std::vector<NamedTensor>> arrays = ParseArrays(bytes, judge);
  if (!arrays.ok()) return arrays.failure().About(path);
  return arrays;
}

Result<Done> WriteNpz(const std::string& path, const std::vector<NamedTensor>& arrays) {
  RUNNER_ASSIGN(const std::string archive, NpzBytes(arrays));
  return WriteFileAtomically(path, {archive});
}

Result<Done> WriteNpy(const std::string& path, const Tensor& tensor) {
  const std::string header = NpyHeader(tensor);
  const std::string_view data(reinterpret_cast<const char*>(tensor.data.data()), tensor.data.size());
  return WriteFileAtomically(path, {header, data});
}

Result<Done> WriteArrays(const std::string& path, std::vector<NamedTensor> arrays) {
  if (!EndsWith(path, ".npy")) return WriteNpz(path, arrays);
  if (arrays.size() == 1) return WriteNpy(path, arrays[0].tensor);
  return Failure::Usage("The result does not fit into " + path, "There are " + std::to_string(arrays.size()) + " arrays, and a "
                                                                ".npy file holds one.",
                        "Name a file that ends in .npz.");
}

}  // namespace runner
