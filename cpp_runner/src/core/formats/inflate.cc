#include "runner/core/formats/inflate.h"

#include <utility>

#include "core/formats/wuffs_library.h"

namespace runner {

std::string InflateBeginning(std::string_view bytes, uint64_t size) { return UnpackDeflate(bytes, size).bytes; }

Result<std::string> Inflate(std::string_view bytes, uint64_t size) {
  Unpacked unpacked = UnpackDeflate(bytes, size);
  if (!unpacked.ended || unpacked.bytes.size() != size) {
    return Failure::Usage("Compressed data cannot be unpacked", "It is damaged or cut off.", "Make the file again.");
  }
  return std::move(unpacked.bytes);
}

}  // namespace runner
