// Encodes pixels as PNG files (ISO/IEC 15948), without a library.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_PICTURES_PNG_ENCODER_H_
#define RUNNER_CORE_PICTURES_PNG_ENCODER_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/core/pictures/picture.h"

namespace runner {

using Rgba = std::array<uint8_t, 4>;

// `picture` has 1 or 3 channels. With a palette (at most 256 colours) its one channel counts colours.
std::string PngBytes(const Picture& picture, const std::vector<Rgba>& palette);

}  // namespace runner

#endif  // RUNNER_CORE_PICTURES_PNG_ENCODER_H_
