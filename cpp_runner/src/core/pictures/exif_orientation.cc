#include "core/pictures/exif_orientation.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "core/base/byte_order.h"

namespace runner {
namespace {

constexpr std::string_view kExif("Exif\0\0", 6);
constexpr uint64_t kOrientation = 0x0112;
// Types of an entry's value, which begins at the first byte of its place; a camera should write two bytes, and some do not.
constexpr uint64_t kByte = 1;
constexpr uint64_t kLong = 4;

// A number of a TIFF structure, which says its own byte order; 0 where the file has ended.
uint64_t TiffNumber(std::string_view tiff, size_t at, size_t count) {
  return tiff.substr(0, 2) == "MM" ? BigEndian(tiff, at, count) : LittleEndian(tiff, at, count);
}

int OrientationInTiff(std::string_view tiff) {
  if ((tiff.substr(0, 2) != "II" && tiff.substr(0, 2) != "MM") || TiffNumber(tiff, 2, 2) != 42) return 1;
  const size_t directory = static_cast<size_t>(TiffNumber(tiff, 4, 4));
  const size_t entries = static_cast<size_t>(TiffNumber(tiff, directory, 2));
  for (size_t i = 0; i < entries; ++i) {
    const size_t entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.size()) return 1;
    if (TiffNumber(tiff, entry, 2) != kOrientation) continue;
    const uint64_t type = TiffNumber(tiff, entry + 2, 2);
    const uint64_t value = TiffNumber(tiff, entry + 8, type == kLong ? 4 : type == kByte ? 1 : 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

int OrientationInJpeg(std::string_view bytes) {
  int orientation = 1;
  for (size_t at = 2; at + 4 <= bytes.size() && bytes[at] == '\xFF';) {
    const auto marker = static_cast<uint8_t>(bytes[at + 1]);
    if (marker == 0xFF) {  // filling before a marker
      ++at;
      continue;
    }
    const auto size = static_cast<size_t>(BigEndian(bytes, at + 2, 2));
    if (size < 2 || marker == 0xDA) break;  // the pixels begin
    const std::string_view data = bytes.substr(at + 4, size - 2);
    if (marker == 0xE1 && data.substr(0, kExif.size()) == kExif) orientation = OrientationInTiff(data.substr(kExif.size()));
    at += 2 + size;
  }
  return orientation;
}

int OrientationInPng(std::string_view bytes) {
  for (size_t at = 8; at + 12 <= bytes.size();) {
    const auto size = static_cast<size_t>(BigEndian(bytes, at, 4));
    if (bytes.substr(at + 4, 4) == "eXIf") return OrientationInTiff(bytes.substr(at + 8, size));
    at += 12 + size;
  }
  return 1;
}

}  // namespace

int OrientationOf(std::string_view bytes) {
  if (bytes.substr(0, 4) == "\x89PNG") return OrientationInPng(bytes);
  return bytes.substr(0, 2) == "\xFF\xD8" ? OrientationInJpeg(bytes) : 1;
}

Picture Upright(Picture picture, int orientation) {
  if (orientation <= 1 || orientation > 8) return picture;
  const bool turned = orientation >= 5;
  const int width = picture.width;
  const int height = picture.height;
  Picture out{turned ? height : width, turned ? width : height, picture.channels, {}};
  out.pixels.resize(picture.pixels.size());
  const auto channels = static_cast<size_t>(picture.channels);
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      // Where this point was: axes exchanged from 5 on, and counted from the other side.
      const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
      const bool from_below = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
      const int across = turned ? y : x;
      const int down = turned ? x : y;
      const int column = from_right ? width - 1 - across : across;
      const int row = from_below ? height - 1 - down : down;
      const size_t from = (static_cast<size_t>(row) * static_cast<size_t>(width) + static_cast<size_t>(column)) * channels;
      const size_t to = (static_cast<size_t>(y) * static_cast<size_t>(out.width) + static_cast<size_t>(x)) * channels;
      std::memcpy(&out.pixels[to], &picture.pixels[from], channels);
    }
  }
  return out;
}

}  // namespace runner
