#include "core/pictures/picture_decoders.h"

#ifdef RUNNER_WITH_STB
#include <memory>

#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_NO_THREAD_LOCALS
#define STBI_MAX_DIMENSIONS 1000000
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#include <stb/stb_image.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#include <cstring>
#include <limits>
#include <utility>

#include "core/pictures/exif_orientation.h"
#endif

namespace runner {

#ifdef RUNNER_WITH_STB

const char* PictureDecoders() { return "bmp, ppm, jpeg, png"; }

bool IsStbPicture(std::string_view bytes) {
  return bytes.substr(0, 3) == "\xFF\xD8\xFF" || bytes.substr(0, 8) == "\x89PNG\r\n\x1A\n";
}

namespace {

using Samples = std::unique_ptr<void, void (*)(void*)>;

// Bits a pixel, by the header: those of a sample, and of a palette its number alone.
int BitsOfPng(std::string_view bytes, int channels) {
  if (bytes.size() < 26) return 1;
  return static_cast<uint8_t>(bytes[24]) * (bytes[25] == 3 ? 1 : channels);
}

// Grey with alpha has no form of its own here: it becomes RGBA.
void StorePixels(const stbi_uc* from, int channels, Picture& picture) {
  if (channels == picture.channels) {
    std::memcpy(picture.pixels.data(), from, picture.pixels.size());
    return;
  }
  for (size_t at = 0; at < picture.pixels.size(); at += 4, from += 2) {
    std::memset(&picture.pixels[at], from[0], 3);
    picture.pixels[at + 3] = from[1];
  }
}

// 65535 is 255 x 257: black and white stay exact.
void StoreWideGray(const stbi_us* from, Picture& picture) {
  for (uint8_t& pixel : picture.pixels) pixel = static_cast<uint8_t>((*from++ + 128) / 257);
}

}  // namespace

Result<Picture> DecodeStbPicture(std::string_view bytes, const std::string& name) {
  if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max())) {
    return UnreadablePicture(name, "It is larger than 2 GiB.");
  }
  const stbi_uc* data = reinterpret_cast<const stbi_uc*>(bytes.data());
  const int size = static_cast<int>(bytes.size());
  int width = 0;
  int height = 0;
  int channels = 0;
  const char* const kUnknown = "It is damaged, or of a rare kind: 12 bits, lossless or arithmetic coding.";
  if (stbi_info_from_memory(data, size, &width, &height, &channels) == 0) return UnreadablePicture(name, kUnknown);
  RUNNER_TRY(CheckPictureSize(width, height, name));
  const bool jpeg = bytes[0] == '\xFF';
  RUNNER_TRY(CheckPacked(width, height, jpeg ? 8 : BitsOfPng(bytes, channels), jpeg, bytes.size(), name));
  if (jpeg && !HasJpegEnd(bytes)) return UnreadablePicture(name, "It is cut off.");
  const bool wide_gray = channels == 1 && !jpeg && stbi_is_16_bit_from_memory(data, size) != 0;
  // A transparent colour of a PNG is found only while reading: the channels are those that come out.
  const Samples samples(wide_gray ? static_cast<void*>(stbi_load_16_from_memory(data, size, &width, &height, &channels, 0))
                                  : stbi_load_from_memory(data, size, &width, &height, &channels, 0),
                        stbi_image_free);
  if (samples == nullptr && std::strcmp(stbi_failure_reason(), "outofmem") == 0) {
    return UnreadablePicture(name, "It needs more memory than one picture may use.");
  }
  if (samples == nullptr) return UnreadablePicture(name, jpeg ? kUnknown : "It is damaged or cut off.");
  RUNNER_ASSIGN(Picture picture, MakePicture(width, height, channels == 2 ? 4 : channels, name));
  if (wide_gray && channels == 1) {
    StoreWideGray(static_cast<const stbi_us*>(samples.get()), picture);
  } else if (wide_gray) {
    const Samples narrow(stbi_load_from_memory(data, size, &width, &height, &channels, 0), stbi_image_free);
    if (narrow == nullptr) return UnreadablePicture(name, "It is damaged or cut off.");
    StorePixels(static_cast<const stbi_uc*>(narrow.get()), channels, picture);
  } else {
    StorePixels(static_cast<const stbi_uc*>(samples.get()), channels, picture);
  }
  return Upright(std::move(picture), OrientationOf(bytes));
}

#else

const char* PictureDecoders() { return "bmp, ppm"; }

bool IsStbPicture(std::string_view) { return false; }

Result<Picture> DecodeStbPicture(std::string_view, const std::string& name) {
  return UnreadablePicture(name, "This program was built without a decoder for it.");
}

#endif

}  // namespace runner
