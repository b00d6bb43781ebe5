// The CRC-32 of zip archives and PNG files (ISO 3309, reflected polynomial 0xEDB88320).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_FORMATS_CRC32_H_
#define RUNNER_CORE_FORMATS_CRC32_H_

#include <cstdint>
#include <string_view>

namespace runner {

// `before` is the checksum of what stands before these bytes.
uint32_t Crc32(std::string_view bytes, uint32_t before = 0);

}  // namespace runner

#endif  // RUNNER_CORE_FORMATS_CRC32_H_
