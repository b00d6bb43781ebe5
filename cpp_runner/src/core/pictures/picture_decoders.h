// The decoders behind DecodePicture, one a format. Each gets the whole file and what failures call it.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_PICTURES_PICTURE_DECODERS_H_
#define RUNNER_SRC_CORE_PICTURES_PICTURE_DECODERS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "runner/core/base/result.h"
#include "runner/core/pictures/picture.h"

namespace runner {

Result<Picture> DecodeBmp(std::string_view bytes, const std::string& name);
// P2, P3, P5 and P6.
Result<Picture> DecodePpm(std::string_view bytes, const std::string& name);

// JPEG and PNG; always false and never called without RUNNER_WITH_STB.
bool IsStbPicture(std::string_view bytes);
Result<Picture> DecodeStbPicture(std::string_view bytes, const std::string& name);

Failure UnreadablePicture(const std::string& name, std::string why);

// A picture of zeros; refused when it is empty or too large.
Result<Picture> MakePicture(int64_t width, int64_t height, int channels, const std::string& name);
// The same check alone.
Result<Done> CheckPictureSize(int64_t width, int64_t height, const std::string& name);
// Refuses a JPEG or PNG of `bytes` bytes that says it has more pixels than so few bytes can hold.
Result<Done> CheckPacked(int64_t width, int64_t height, int bits_per_pixel, bool jpeg, size_t bytes, const std::string& name);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_PICTURES_PICTURE_DECODERS_H_
