// The decoders behind DecodePicture, one a format. Each gets the whole file and what failures call it.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_PICTURES_PICTURE_DECODERS_H_
#define RUNNER_SRC_CORE_PICTURES_PICTURE_DECODERS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "runner/core/base/result.h"
#include "runner/core/pictures/picture.h"
#include "runner/core/pictures/picture_size.h"

namespace runner {

// PBM, PGM and PPM, as text and as bytes: P1 to P6.
bool IsNetpbmPicture(std::string_view bytes);
PictureSize NetpbmSize(std::string_view bytes);
Result<Picture> DecodeNetpbm(std::string_view bytes, const std::string& name);

// JPEG, PNG, GIF, lossless WebP and BMP.
bool IsWuffsPicture(std::string_view bytes);
PictureSize WuffsSize(std::string_view bytes);
Result<Picture> DecodeWuffsPicture(std::string_view bytes, const std::string& name);

Failure UnreadablePicture(const std::string& name, std::string why);
// Of a format that is known and not read: what it is, and the way out.
Failure UnreadFormat(const std::string& name, const std::string& what);

// A picture of zeros; refused when it is empty or too large.
Result<Picture> MakePicture(int64_t width, int64_t height, int channels, const std::string& name);
// The same check alone.
Result<Done> CheckPictureSize(int64_t width, int64_t height, const std::string& name);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_PICTURES_PICTURE_DECODERS_H_
