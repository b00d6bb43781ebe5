#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/byte_order.h"
#include "core/formats/wuffs_library.h"
#include "core/pictures/exif_orientation.h"
#include "core/pictures/picture_decoders.h"

namespace runner {
namespace {

// The largest picture that is read is 716 MB while it is decoded, and a progressive JPEG takes up to three times as much again.
constexpr uint64_t kMostMemory = uint64_t{3} << 30;
constexpr uint32_t kRle8 = 1;
constexpr uint32_t kRle4 = 2;

std::optional<WuffsFormat> FormatOf(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xFF\xD8\xFF") return WuffsFormat::kJpeg;
  if (bytes.substr(0, 8) == "\x89PNG\r\n\x1A\n") return WuffsFormat::kPng;
  if (bytes.substr(0, 6) == "GIF87a" || bytes.substr(0, 6) == "GIF89a") return WuffsFormat::kGif;
  if (bytes.substr(0, 4) == "RIFF" && bytes.substr(std::min<size_t>(8, bytes.size()), 4) == "WEBP") return WuffsFormat::kWebp;
  if (bytes.substr(0, 2) == "BM") return WuffsFormat::kBmp;
  return std::nullopt;
}

// Bits a pixel by a PNG's header: those of a sample, and of a palette its number alone.
uint64_t BitsOfPng(std::string_view bytes) {
  if (bytes.size() < 26) return 1;
  const uint64_t bits = static_cast<uint8_t>(bytes[24]);
  switch (bytes[25]) {
    case 2: return bits * 3;
    case 4: return bits * 2;
    case 6: return bits * 4;
    default: return bits;
  }
}

uint64_t BytesOfBmp(std::string_view bytes, uint64_t pixels) {
  const bool oldest = LittleEndian(bytes, 14, 4) == 12;
  const uint64_t bits = LittleEndian(bytes, oldest ? 24 : 28, 2);
  const uint64_t compression = oldest ? 0 : LittleEndian(bytes, 30, 4);
  // A run of up to 255 pixels takes two bytes.
  if (compression == kRle8 || compression == kRle4) return pixels / 128;
  return pixels / 8 * bits;
}

// The fewest bytes that hold so many pixels.
uint64_t LeastBytes(WuffsFormat format, std::string_view bytes, uint64_t pixels) {
  constexpr uint64_t kBlank = uint64_t{16} << 20;
  switch (format) {
    case WuffsFormat::kJpeg: return pixels / 512;  // a bit for each 8 x 8 pixels
    case WuffsFormat::kPng: return pixels / 8 * BitsOfPng(bytes) / 1032;  // deflate makes at most 1032 bytes of one
    case WuffsFormat::kGif: return pixels / 2731;  // 12 bits stand for at most 4096 pixels
    // One colour takes no bits at all; no picture of anything is larger than this and smaller than a bit for 512 pixels.
    case WuffsFormat::kWebp: return pixels <= kBlank ? 0 : pixels / 4096;
    case WuffsFormat::kBmp: return BytesOfBmp(bytes, pixels);
  }
  return 0;
}

Failure Damaged(WuffsFormat format, std::string_view said, const std::string& name) {
  const auto says = [&](std::string_view word) { return said.find(word) != std::string_view::npos; };
  if (said == WuffsPicture::kNoMemory) return UnreadablePicture(name, "It needs more memory than one picture may use.");
  if (says("truncated") || says("short chunk") || says("not enough data")) return UnreadablePicture(name, "It is cut off.");
  if (format == WuffsFormat::kJpeg && says("unsupported")) {
    return UnreadablePicture(name, "It is a JPEG of a rare kind: 12 bits, lossless or arithmetic coding, or odd sampling.");
  }
  if (says("unsupported")) return UnreadablePicture(name, "It is of a rare kind, or its header is damaged.");
  return UnreadablePicture(name, "It is damaged.");
}

// From blue, green, red, alpha to red, green, blue, alpha, RGB or grey, in place.
void Arrange(Picture& picture, int channels) {
  const size_t count = picture.pixels.size() / 4;
  const uint8_t* from = picture.pixels.data();
  uint8_t* to = picture.pixels.data();
  for (size_t i = 0; i < count; ++i, from += 4) {
    const uint8_t blue = from[0];
    const uint8_t green = from[1];
    const uint8_t red = from[2];
    const uint8_t alpha = from[3];
    *to++ = red;
    if (channels == 1) continue;
    *to++ = green;
    *to++ = blue;
    if (channels == 4) *to++ = alpha;
  }
  picture.channels = channels;
  picture.pixels.resize(count * static_cast<size_t>(channels));
}

// Whether every pixel of [n, 4] has the alpha 255: a palette may have room for a transparent colour and none in it.
bool IsOpaque(const std::vector<uint8_t>& bgra) {
  for (size_t i = 3; i < bgra.size(); i += 4) {
    if (bgra[i] != 255) return false;
  }
  return true;
}

// Whether there is memory for so many bytes now: a picture that does not fit is one refused picture, not the program's end.
bool HasMemory(uint64_t bytes) {
  if (bytes > kMostMemory) return false;
  void* const tried = std::malloc(static_cast<size_t>(bytes));
  std::free(tried);
  return tried != nullptr;
}

}  // namespace

bool IsWuffsPicture(std::string_view bytes) { return FormatOf(bytes).has_value(); }

PictureSize WuffsSize(std::string_view bytes) {
  WuffsHeader header;
  if (WuffsPicture(*FormatOf(bytes), bytes).ReadHeader(header) != nullptr) return {};
  const uint64_t channels = !header.opaque ? 4 : header.gray ? 1 : 3;
  return {header.width, header.height, channels, header.work_bytes};
}

Result<Picture> DecodeWuffsPicture(std::string_view bytes, const std::string& name) {
  const WuffsFormat format = FormatOf(bytes).value_or(WuffsFormat::kBmp);
  if (format == WuffsFormat::kWebp && bytes.size() >= 16 && bytes.substr(12, 4) != "VP8L") {
    return UnreadFormat(name, "a lossy, extended or animated WebP picture");
  }
  WuffsPicture file(format, bytes);
  WuffsHeader header;
  if (const char* const said = file.ReadHeader(header)) return Damaged(format, said, name);
  RUNNER_TRY(CheckPictureSize(header.width, header.height, name));
  const uint64_t pixels = uint64_t{header.width} * header.height;
  if (LeastBytes(format, bytes, pixels) > bytes.size()) {
    return UnreadablePicture(name, "It says that it is " + std::to_string(header.width) + " x " + std::to_string(header.height) +
                                       " pixels, and its " + std::to_string(bytes.size()) + " bytes cannot hold them.");
  }
  if (!HasMemory(pixels * 4 + header.work_bytes)) return Damaged(format, WuffsPicture::kNoMemory, name);
  RUNNER_ASSIGN(Picture picture, MakePicture(header.width, header.height, 4, name));
  if (const char* const said = file.ReadPixels(picture.pixels.data())) return Damaged(format, said, name);
  Arrange(picture, !header.opaque && !IsOpaque(picture.pixels) ? 4 : header.gray ? 1 : 3);
  return Upright(std::move(picture), OrientationOf(bytes));
}

}  // namespace runner
