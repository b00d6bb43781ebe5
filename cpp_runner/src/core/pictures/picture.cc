#include "runner/core/pictures/picture.h"

#include <cstring>
#include <utility>

#include "core/pictures/picture_decoders.h"

namespace runner {
namespace {

// 178 million pixels is what Pillow refuses as a decompression bomb.
constexpr int64_t kMaxPixels = 178'956'970;
constexpr int64_t kMaxSide = 1'000'000;

}  // namespace

Failure UnreadablePicture(const std::string& name, std::string why) {
  return Failure::Usage("The picture " + name + " cannot be read", std::move(why),
                        std::string("Give it as one of: ") + PictureDecoders() + ".");
}

Result<Done> CheckPictureSize(int64_t width, int64_t height, const std::string& name) {
  if (width < 1 || height < 1) return UnreadablePicture(name, "Its width or height is not positive.");
  if (width > kMaxSide || height > kMaxSide || width * height > kMaxPixels) {
    return UnreadablePicture(name, "It is " + std::to_string(width) + " x " + std::to_string(height) +
                                       " pixels; at most 178 million, and a million along a side, are read.");
  }
  return Done{};
}

Result<Done> CheckPacked(int64_t width, int64_t height, int bits_per_pixel, bool jpeg, size_t bytes, const std::string& name) {
  // A JPEG takes a bit for each 8 x 8 pixels at least, and deflate makes at most 1032 bytes of one.
  const uint64_t pixels = static_cast<uint64_t>(width) * static_cast<uint64_t>(height);
  const uint64_t least = jpeg ? pixels / 512 : pixels / 8 * static_cast<uint64_t>(bits_per_pixel) / 1032;
  if (least <= bytes) return Done{};
  return UnreadablePicture(name, "It says that it is " + std::to_string(width) + " x " + std::to_string(height) +
                                     " pixels, and its " + std::to_string(bytes) + " bytes cannot hold them.");
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
  if (bytes.substr(0, 2) == "BM") return DecodeBmp(bytes, name);
  if (bytes.size() >= 2 && bytes[0] == 'P' && std::string_view("2356").find(bytes[1]) != std::string_view::npos) {
    return DecodePpm(bytes, name);
  }
  if (IsStbPicture(bytes)) return DecodeStbPicture(bytes, name);
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
