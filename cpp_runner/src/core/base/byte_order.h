// Whole numbers in bytes: little-endian, the least significant byte first, and big-endian, the most significant one first,
// whatever the order of this machine is.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_BASE_BYTE_ORDER_H_
#define RUNNER_SRC_CORE_BASE_BYTE_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace runner {

// Whether the bytes [at, at + count) are all there.
inline bool HasBytes(std::string_view bytes, uint64_t at, uint64_t count) {
  return at <= bytes.size() && count <= bytes.size() - at;
}

// The number in `count` bytes (at most 8) from `at` on; nothing where they are not all there.
inline std::optional<uint64_t> FindLittleEndian(std::string_view bytes, uint64_t at, size_t count) {
  if (!HasBytes(bytes, at, count)) return std::nullopt;
  const char* const first = bytes.data() + at;
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i) value |= static_cast<uint64_t>(static_cast<uint8_t>(first[i])) << (8 * i);
  return value;
}

inline std::optional<uint64_t> FindBigEndian(std::string_view bytes, uint64_t at, size_t count) {
  if (!HasBytes(bytes, at, count)) return std::nullopt;
  const char* const first = bytes.data() + at;
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i) value = (value << 8) | static_cast<uint8_t>(first[i]);
  return value;
}

// The same, but 0 where the bytes are not all there: for formats whose magic numbers and sizes tell that anyway.
inline uint64_t LittleEndian(std::string_view bytes, uint64_t at, size_t count) {
  return FindLittleEndian(bytes, at, count).value_or(0);
}
inline uint64_t BigEndian(std::string_view bytes, uint64_t at, size_t count) {
  return FindBigEndian(bytes, at, count).value_or(0);
}

// As LittleEndian, in a type of 4 bytes: most fields of most formats are that.
inline uint32_t LittleEndian32(std::string_view bytes, uint64_t at, size_t count = 4) {
  return static_cast<uint32_t>(LittleEndian(bytes, at, count));
}

// A float or a double (IEEE 754) whose bytes are little-endian; 0 where they are not all there.
template <typename Float>
Float LittleEndianFloat(std::string_view bytes, uint64_t at) {
  using Bits = std::conditional_t<sizeof(Float) == 8, uint64_t, uint32_t>;
  const Bits bits = static_cast<Bits>(LittleEndian(bytes, at, sizeof(Bits)));
  Float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// Appends the lowest `count` bytes of `value`.
inline void AppendLittleEndian(std::string& out, uint64_t value, size_t count) {
  for (size_t i = 0; i < count; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
}
inline void AppendBigEndian(std::string& out, uint64_t value, size_t count) {
  for (size_t i = count; i-- > 0;) out += static_cast<char>((value >> (8 * i)) & 0xFF);
}

inline bool IsBigEndianHere() {
  const uint16_t one = 1;
  unsigned char first = 0;
  std::memcpy(&first, &one, 1);
  return first == 0;
}

}  // namespace runner

#endif  // RUNNER_SRC_CORE_BASE_BYTE_ORDER_H_
