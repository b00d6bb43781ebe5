#include "runner/core/formats/crc32.h"

#include "core/formats/wuffs_library.h"

namespace runner {

uint32_t Crc32(std::string_view bytes) { return WuffsCrc32(bytes); }

}  // namespace runner
