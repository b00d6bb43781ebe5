#include "runner/core/formats/crc32.h"

#include <array>
#include <cstddef>

#include "core/base/byte_order.h"

namespace runner {
namespace {

std::array<std::array<uint32_t, 256>, 8> MakeCrcTables() {
  std::array<std::array<uint32_t, 256>, 8> tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320u : 0u);
    tables[0][byte] = value;
  }
  for (size_t step = 1; step < tables.size(); ++step) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint32_t before = tables[step - 1][byte];
      tables[step][byte] = (before >> 8) ^ tables[0][before & 0xFF];
    }
  }
  return tables;
}

}  // namespace

uint32_t Crc32(std::string_view bytes) {
  // Made at the first use: as constants they would be 8 KB of the program.
  static const std::array<std::array<uint32_t, 256>, 8> kTables = MakeCrcTables();
  uint32_t crc = 0xFFFFFFFFu;
  // Eight bytes a step; each table moves its byte's remainder over the bytes that follow it.
  while (bytes.size() >= 8) {
    const uint64_t eight = LittleEndian(bytes, 0, 8) ^ crc;
    crc = 0;
    for (size_t i = 0; i < 8; ++i) crc ^= kTables[7 - i][(eight >> (8 * i)) & 0xFF];
    bytes.remove_prefix(8);
  }
  for (const char letter : bytes) crc = (crc >> 8) ^ kTables[0][(crc ^ static_cast<unsigned char>(letter)) & 0xFF];
  return ~crc;
}

}  // namespace runner
