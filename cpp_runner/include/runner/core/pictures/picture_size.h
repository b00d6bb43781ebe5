// PictureSize: what the beginning of a picture file says about its size, without decoding it.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_PICTURES_PICTURE_SIZE_H_
#define RUNNER_CORE_PICTURES_PICTURE_SIZE_H_

#include <cstdint>
#include <string_view>

#include "runner/core/formats/file_kind.h"

namespace runner {

// Width and height are 0 where they are not found: the decoder then says what is wrong.
struct PictureSize {
  uint64_t width = 0;
  uint64_t height = 0;
  uint64_t channels = 3;     // of the pixels that it becomes, at most
  bool progressive = false;  // a JPEG whose coefficients are all in memory before its pixels

  uint64_t pixels() const { return width * height; }
};

// PNG, JPEG, GIF, lossless WebP, BMP and the PNM family.
PictureSize ReadPictureSize(std::string_view bytes, FileKind kind);

}  // namespace runner

#endif  // RUNNER_CORE_PICTURES_PICTURE_SIZE_H_
