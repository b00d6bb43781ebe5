#include "runner/core/formats/crc32.h"

#include <array>
#include <cstddef>

namespace runner {
namespace {

constexpr uint32_t kPolynomial = 0xEDB88320;
constexpr size_t kAtOnce = 8;  // bytes; one by one would take a sixth of the time that a PNG file takes to unpack

using Tables = std::array<std::array<uint32_t, 256>, kAtOnce>;

// tables[k][b]: what the byte b adds to the checksum, k bytes before the end. Made at the start: in the program they would be
// as large as all of this file's callers.
Tables MakeTables() {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t sum = byte;
    for (int bit = 0; bit < 8; ++bit) sum = (sum & 1) != 0 ? (sum >> 1) ^ kPolynomial : sum >> 1;
    tables[0][byte] = sum;
  }
  for (size_t k = 1; k < kAtOnce; ++k) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint32_t before = tables[k - 1][byte];
      tables[k][byte] = (before >> 8) ^ tables[0][before & 0xFF];
    }
  }
  return tables;
}

const Tables kTables = MakeTables();

uint32_t Four(const unsigned char* data) {
  return data[0] | uint32_t{data[1]} << 8 | uint32_t{data[2]} << 16 | uint32_t{data[3]} << 24;
}

}  // namespace

uint32_t Crc32(std::string_view bytes, uint32_t before) {
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  size_t left = bytes.size();
  uint32_t sum = ~before;
  for (; left >= kAtOnce; left -= kAtOnce, data += kAtOnce) {
    const uint32_t first = sum ^ Four(data);
    const uint32_t second = Four(data + 4);
    sum = kTables[7][first & 0xFF] ^ kTables[6][(first >> 8) & 0xFF] ^ kTables[5][(first >> 16) & 0xFF] ^ kTables[4][first >> 24] ^
          kTables[3][second & 0xFF] ^ kTables[2][(second >> 8) & 0xFF] ^ kTables[1][(second >> 16) & 0xFF] ^ kTables[0][second >> 24];
  }
  for (; left > 0; --left, ++data) sum = (sum >> 8) ^ kTables[0][(sum ^ *data) & 0xFF];
  return ~sum;
}

}  // namespace runner
