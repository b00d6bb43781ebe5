// Arrays and archives of them (.npy, .npz) for libFuzzer: whatever arrives, an array has as many bytes as its shape says.
// Thread rule: one thread.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "runner/core/formats/npz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const runner::Result<std::vector<runner::NamedTensor>> arrays = runner::ParseArrays(bytes);
  if (!arrays.ok()) return 0;
  for (const runner::NamedTensor& array : arrays.value()) {
    const int64_t count = runner::ElementCount(array.tensor.shape);
    if (count < 0 || array.tensor.data.size() != static_cast<size_t>(count) * runner::ElementSize(array.tensor.type)) std::abort();
  }
  return 0;
}
