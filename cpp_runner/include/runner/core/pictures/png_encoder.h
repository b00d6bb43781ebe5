// PNG files (ISO/IEC 15948) from pixels, without a library.
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

// What zlib would call a stream (RFC 1950) of the bytes.
std::string ZlibBytes(std::string_view bytes);

// The bytes as text (RFC 4648), padded.
std::string Base64(std::string_view bytes);

}  // namespace runner

#endif  // RUNNER_CORE_PICTURES_PNG_ENCODER_H_
