#include "runner/core/formats/deflate.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/byte_order.h"

namespace runner {
namespace {

constexpr size_t kMostStored = 65535;
constexpr size_t kLongestMatch = 258;
constexpr size_t kShortestMatch = 3;
constexpr size_t kFurthest = 32768;
constexpr size_t kHashBits = 15;

// The first length and the first distance of each code (RFC 1951, 3.2.5); what lies between is told by extra bits.
constexpr std::array<uint16_t, 29> kLengths = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                               31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
constexpr std::array<uint16_t, 30> kDistances = {1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
                                                 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};

// Bits as deflate packs them, the lowest first.
class BitWriter {
 public:
  void Put(uint32_t value, int count) {
    held_ |= static_cast<uint64_t>(value) << bits_;
    for (bits_ += count; bits_ >= 8; bits_ -= 8, held_ >>= 8) bytes_ += static_cast<char>(held_ & 0xFF);
  }
  // A Huffman code: its highest bit first.
  void Code(uint32_t code, int count) {
    uint32_t turned = 0;
    for (int i = 0; i < count; ++i) turned |= ((code >> i) & 1) << (count - 1 - i);
    Put(turned, count);
  }
  // Letters and lengths share one code (RFC 1951, 3.2.6).
  void Symbol(uint32_t symbol) {
    if (symbol < 144) return Code(0x30 + symbol, 8);
    if (symbol < 256) return Code(0x190 + symbol - 144, 9);
    if (symbol < 280) return Code(symbol - 256, 7);
    Code(0xC0 + symbol - 280, 8);
  }
  std::string Finish() {
    if (bits_ > 0) Put(0, 8 - bits_);
    return std::move(bytes_);
  }
  size_t size() const { return bytes_.size(); }

 private:
  std::string bytes_;
  uint64_t held_ = 0;
  int bits_ = 0;
};

void PutMatch(BitWriter& out, size_t length, size_t distance) {
  const auto at = [](const auto& firsts, size_t value) {
    return static_cast<size_t>(std::upper_bound(firsts.begin(), firsts.end(), value) - firsts.begin()) - 1;
  };
  const size_t long_code = at(kLengths, length);
  const bool exact = long_code < 8 || long_code == kLengths.size() - 1;
  out.Symbol(static_cast<uint32_t>(257 + long_code));
  out.Put(static_cast<uint32_t>(length - kLengths[long_code]), exact ? 0 : static_cast<int>(long_code) / 4 - 1);
  const size_t far_code = at(kDistances, distance);
  out.Code(static_cast<uint32_t>(far_code), 5);
  out.Put(static_cast<uint32_t>(distance - kDistances[far_code]), far_code < 4 ? 0 : static_cast<int>(far_code) / 2 - 1);
}

// One block with the fixed codes; each triple of bytes remembers only where it was seen last.
std::string Packed(std::string_view bytes) {
  BitWriter out;
  out.Put(3, 3);  // the last block, fixed codes
  std::vector<size_t> seen(size_t{1} << kHashBits, bytes.size());
  for (size_t at = 0; at < bytes.size();) {
    size_t length = 0;
    size_t from = bytes.size();
    if (at + kShortestMatch <= bytes.size()) {
      uint32_t hash = 0;
      for (size_t i = 0; i < kShortestMatch; ++i) hash = (hash << 8) | static_cast<uint8_t>(bytes[at + i]);
      size_t& last = seen[(hash * 2654435761u) >> (32 - kHashBits)];
      from = last;
      last = at;
    }
    if (from < at && at - from <= kFurthest) {
      const size_t most = std::min(kLongestMatch, bytes.size() - at);
      while (length < most && bytes[from + length] == bytes[at + length]) ++length;
    }
    if (length >= kShortestMatch) {
      PutMatch(out, length, at - from);
      at += length;
    } else {
      out.Symbol(static_cast<uint8_t>(bytes[at]));
      ++at;
    }
  }
  out.Symbol(256);
  return out.Finish();
}

std::string Stored(std::string_view bytes) {
  std::string out;
  do {
    const size_t size = std::min(bytes.size(), kMostStored);
    out += static_cast<char>(size == bytes.size() ? 1 : 0);
    AppendLittleEndian(out, size, 2);
    AppendLittleEndian(out, ~size, 2);
    out += bytes.substr(0, size);
    bytes.remove_prefix(size);
  } while (!bytes.empty());
  return out;
}

uint32_t Adler32(std::string_view bytes) {
  uint32_t a = 1;
  uint32_t b = 0;
  for (const char byte : bytes) {
    a = (a + static_cast<uint8_t>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  return (b << 16) | a;
}

}  // namespace

std::string ZlibBytes(std::string_view bytes) {
  const std::string packed = Packed(bytes);
  const bool smaller = packed.size() < bytes.size() + 5 * (bytes.size() / kMostStored + 1);
  std::string out = "\x78\x01" + (smaller ? packed : Stored(bytes));
  AppendBigEndian(out, Adler32(bytes), 4);
  return out;
}

}  // namespace runner
