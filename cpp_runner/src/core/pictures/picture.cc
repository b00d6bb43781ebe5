#include "runner/core/pictures/picture.h"

#include <cstring>
#include <initializer_list>
#include <utility>

#include "core/pictures/picture_decoders.h"

namespace runner {
namespace {

// 178 million pixels is what Pillow refuses as a decompression bomb.
constexpr int64_t kMaxPixels = 178'956'970;
constexpr int64_t kMaxSide = 1'000'000;

// A format that people have and that is not read; nullptr for anything else.
const char* UnreadFormatOf(std::string_view bytes) {
  const std::string_view start = bytes.substr(0, 4);
  for (const std::string_view mark : {std::string_view("II*\0", 4), std::string_view("MM\0*", 4), std::string_view("II+\0", 4),
                                      std::string_view("MM\0+", 4)}) {
    if (start == mark) return "a TIFF picture";
  }
  if (bytes.size() < 12 || bytes.substr(4, 4) != "ftyp") return nullptr;
  const std::string_view brand = bytes.substr(8, 4);
  if (brand == "avif" || brand == "avis") return "an AVIF picture";
  for (const std::string_view known : {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"}) {
    if (brand == known) return "a HEIC picture";
  }
  return nullptr;
}

}  // namespace

Failure UnreadablePicture(const std::string& name, std::string why) {
  return Failure::Usage("The picture " + name + " cannot be read", std::move(why),
                        std::string("Give it as one of: ") + kPictureFormats + ".");
}

Failure UnreadFormat(const std::string& name, const std::string& what) {
  return Failure::Usage("The picture " + name + " cannot be read", "It is " + what + ", which is not read here.",
                        "Open it in a program that shows pictures, and save it as PNG or JPEG.");
}

Result<Done> CheckPictureSize(int64_t width, int64_t height, const std::string& name) {
  if (width < 1 || height < 1) return UnreadablePicture(name, "Its width or height is not positive.");
  if (width > kMaxSide || height > kMaxSide || width * height > kMaxPixels) {
    return UnreadablePicture(name, "It is " + std::to_string(width) + " x " + std::to_string(height) +
                                       " pixels; at most 178 million, and a million along a side, are read.");
  }
  return Done{};
}

Result<Picture> MakePicture(int64_t width, int64_t height, int channels, const std::string& name) {
  RUNNER_TRY(CheckPictureSize(width, height, name));
  Picture picture;
  picture.width = static_cast<int>(width);
  picture.height = static_cast<int>(height);
  picture.channels = channels;
  picture.pixels.resize(static_cast<size_t>(width) * static_cast<size_t>(height) * static_cast<size_t>(channels));
  return picture;
}

Result<Picture> DecodePicture(std::string_view bytes, const std::string& name) {
  if (bytes.empty()) return UnreadablePicture(name, "The file is empty.");
  if (IsNetpbmPicture(bytes)) return DecodeNetpbm(bytes, name);
  if (IsWuffsPicture(bytes)) return DecodeWuffsPicture(bytes, name);
  if (const char* const what = UnreadFormatOf(bytes)) return UnreadFormat(name, what);
  return UnreadablePicture(name, "It does not begin like a picture of a known format.");
}

Result<Picture> PictureFromTensor(const Tensor& tensor, const std::string& name) {
  return PictureFromBytes(tensor.type, tensor.shape, {reinterpret_cast<const char*>(tensor.data.data()), tensor.data.size()}, name);
}

Result<Picture> PictureFromBytes(ElementType type, Shape shape, std::string_view bytes, const std::string& name) {
  const std::string given = ShapeText(shape);
  const bool last_is_channels = !shape.empty() && (shape.back() == 1 || shape.back() == 3 || shape.back() == 4);
  if (shape.size() == 4 && shape[0] == 1) shape.erase(shape.begin());
  if (shape.size() == 3 && !last_is_channels && shape[0] == 1) shape.erase(shape.begin());
  if (shape.size() == 2) shape.push_back(1);
  const bool fits = shape.size() == 3 && (shape[2] == 1 || shape[2] == 3 || shape[2] == 4);
  if (!fits || type != ElementType::kUInt8) {
    return Failure::Usage("The array " + name + " is not a picture",
                          std::string("It is ") + ElementName(type) + ", " + given +
                              "; pixels are uint8, height x width x channels with 1, 3 or 4 channels.",
                          "Give it in that form, or as a picture file.");
  }
  RUNNER_ASSIGN(Picture picture, MakePicture(shape[1], shape[0], static_cast<int>(shape[2]), name));
  if (picture.pixels.size() != bytes.size())
    return UnreadablePicture(name, "Its data do not match the size of its shape.");
  std::memcpy(picture.pixels.data(), bytes.data(), picture.pixels.size());
  return picture;
}

}  // namespace runner
