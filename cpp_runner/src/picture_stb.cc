#include "picture_formats.h"

#ifdef RUNNER_WITH_STB
#include <memory>

#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
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
#endif

namespace runner {

#ifdef RUNNER_WITH_STB

const char* PictureDecoders() { return "bmp, ppm, jpeg, png"; }

bool IsStbPicture(std::string_view bytes) {
  return bytes.substr(0, 3) == "\xFF\xD8\xFF" || bytes.substr(0, 8) == "\x89PNG\r\n\x1A\n";
}

Result<Picture> DecodeStbPicture(std::string_view bytes, const std::string& name) {
  if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max())) {
    return UnreadablePicture(name, "It is larger than 2 GiB.");
  }
  const stbi_uc* data = reinterpret_cast<const stbi_uc*>(bytes.data());
  const int size = static_cast<int>(bytes.size());
  int width = 0;
  int height = 0;
  int channels = 0;
  if (stbi_info_from_memory(data, size, &width, &height, &channels) == 0) {
    return UnreadablePicture(name, "It is damaged or of a kind that this decoder does not know.");
  }
  RUNNER_TRY(CheckPictureSize(width, height, name));
  const int wanted = channels == 2 ? 4 : channels;  // grey with alpha has no form of its own here
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
      stbi_load_from_memory(data, size, &width, &height, &channels, wanted), stbi_image_free);
  if (pixels == nullptr) return UnreadablePicture(name, "It is damaged or cut off.");
  RUNNER_ASSIGN(Picture picture, MakePicture(width, height, wanted, name));
  std::memcpy(picture.pixels.data(), pixels.get(), picture.pixels.size());
  return picture;
}

#else

const char* PictureDecoders() { return "bmp, ppm"; }

bool IsStbPicture(std::string_view) { return false; }

Result<Picture> DecodeStbPicture(std::string_view, const std::string& name) {
  return UnreadablePicture(name, "This program was built without a decoder for it.");
}

#endif

}  // namespace runner
