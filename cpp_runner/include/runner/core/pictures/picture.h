// Picture: 8-bit pixels in memory, from picture files and arrays.
// Thread rule: functions without state; plain values, owned by one thread at a time.
#ifndef RUNNER_CORE_PICTURES_PICTURE_H_
#define RUNNER_CORE_PICTURES_PICTURE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"

namespace runner {

struct Picture {
  int width = 0;
  int height = 0;
  int channels = 0;             // 1 grey, 3 RGB, 4 RGBA
  std::vector<uint8_t> pixels;  // [height, width, channels]
};

// What DecodePicture reads, for people.
constexpr const char* kPictureFormats = "jpeg, png, gif, webp (lossless), bmp, ppm, pgm, pbm";

// The pixels of a picture file, set upright as its EXIF data say; of an animation the first picture. Refused before memory is
// taken when it says that it is larger than is read, or than its bytes can hold. `name` is what failures call the file.
Result<Picture> DecodePicture(std::string_view bytes, const std::string& name);

// An array of pixels, uint8 [height, width], [height, width, channels] or one of these with a batch axis of 1, as a
// picture.
Result<Picture> PictureFromTensor(const Tensor& tensor, const std::string& name);
// The same of an array whose bytes lie elsewhere, without another copy of them.
Result<Picture> PictureFromBytes(ElementType type, Shape shape, std::string_view bytes, const std::string& name);

}  // namespace runner

#endif  // RUNNER_CORE_PICTURES_PICTURE_H_
