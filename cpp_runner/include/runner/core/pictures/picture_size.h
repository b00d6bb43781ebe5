// PictureSize: what the beginning of a picture file says about its size, without decoding it. The decoders' own readers of
// headers tell it, so that no file is larger for them than for this.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_PICTURES_PICTURE_SIZE_H_
#define RUNNER_CORE_PICTURES_PICTURE_SIZE_H_

#include <cstdint>
#include <string_view>

namespace runner {

// Width and height are 0 where they are not found: the decoder then says what is wrong.
struct PictureSize {
  uint64_t width = 0;
  uint64_t height = 0;
  uint64_t channels = 3;    // of the pixels that it becomes, at most
  uint64_t work_bytes = 0;  // that decoding takes beside the pixels

  uint64_t pixels() const { return width * height; }
};

// Of every format that DecodePicture reads.
PictureSize ReadPictureSize(std::string_view bytes);

}  // namespace runner

#endif  // RUNNER_CORE_PICTURES_PICTURE_SIZE_H_
