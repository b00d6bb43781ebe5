// Zstandard frames for libFuzzer: whatever arrives, what is unpacked has the size that was asked for.
// Thread rule: one thread.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "runner/core/formats/zstd.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3) return 0;
  // The first bytes are the size that is asked for: frames of another one are refused by their head alone.
  const uint64_t asked = data[0] | uint64_t{data[1]} << 8 | uint64_t{data[2] & 3u} << 16;
  const runner::Result<std::string> unpacked =
      runner::UnpackZstandard(std::string_view(reinterpret_cast<const char*>(data) + 3, size - 3), asked, asked);
  if (unpacked.ok() && unpacked.value().size() != asked) std::abort();
  return 0;
}
