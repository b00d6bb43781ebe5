// PictureDecoder: what turns the bytes of a picture file into pixels: this process, or one of its own.
// Thread rule: one thread.
#ifndef RUNNER_CORE_PICTURES_PICTURE_DECODER_H_
#define RUNNER_CORE_PICTURES_PICTURE_DECODER_H_

#include <string>
#include <string_view>

#include "runner/core/base/result.h"
#include "runner/core/pictures/picture.h"

namespace runner {

class PictureDecoder {
 public:
  virtual ~PictureDecoder() = default;

  // As DecodePicture.
  virtual Result<Picture> Decode(std::string_view bytes, const std::string& name) = 0;
};

}  // namespace runner

#endif  // RUNNER_CORE_PICTURES_PICTURE_DECODER_H_
