#include "runner/core/formats/gzip.h"

#include "core/base/byte_order.h"
#include "runner/core/formats/crc32.h"
#include "runner/core/formats/inflate.h"

namespace runner {
namespace {

constexpr std::string_view kStart("\x1f\x8b\x08\0", 4);  // deflate, without any of the parts that may follow the head
constexpr size_t kHead = 10;
constexpr size_t kTail = 8;  // the checksum and the size, four bytes each

Failure Damaged() {
  return Failure::CannotRun("Packed data cannot be unpacked", "They are not gzip data, or they are damaged.", "Unpack the program again.");
}

}  // namespace

Result<std::string> Gunzip(std::string_view bytes, uint64_t most) {
  if (bytes.size() < kHead + kTail || bytes.substr(0, kStart.size()) != kStart) return Damaged();
  const std::string_view tail = bytes.substr(bytes.size() - kTail);
  const uint32_t size = LittleEndian32(tail, 4);
  if (size > most) return Damaged();
  Result<std::string> unpacked = Inflate(bytes.substr(kHead, bytes.size() - kHead - kTail), size);
  if (!unpacked.ok() || Crc32(unpacked.value()) != LittleEndian32(tail, 0)) return Damaged();
  return unpacked;
}

}  // namespace runner
