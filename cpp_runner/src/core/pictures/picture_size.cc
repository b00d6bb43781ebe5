#include "runner/core/pictures/picture_size.h"

#include <algorithm>
#include <cstddef>

#include "core/base/byte_order.h"

namespace runner {
namespace {

PictureSize SizeInPng(std::string_view bytes) {
  PictureSize size{BigEndian(bytes, 16, 4), BigEndian(bytes, 20, 4), 3, false};
  const uint64_t color_type = BigEndian(bytes, 25, 1);
  size.channels = color_type == 0 ? 1 : color_type == 4 || color_type == 6 ? 4 : 3;
  for (uint64_t at = 8; HasBytes(bytes, at, 8); at += 12 + BigEndian(bytes, at, 4)) {
    const std::string_view chunk = bytes.substr(static_cast<size_t>(at) + 4, 4);
    if (chunk == "tRNS") size.channels = 4;
    if (chunk == "tRNS" || chunk == "IDAT") break;
  }
  return size;
}

bool IsFrameHeader(uint64_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// Where a damaged or crafted file has several frames before its pixels, the largest of them counts.
PictureSize SizeInJpeg(std::string_view bytes) {
  PictureSize size;
  for (uint64_t at = 2; HasBytes(bytes, at, 4);) {
    const uint64_t marker = BigEndian(bytes, at + 1, 1);
    if (BigEndian(bytes, at, 1) != 0xFF || marker == 0xDA) break;
    if (marker == 0xFF) {  // filling before a marker
      ++at;
      continue;
    }
    if (IsFrameHeader(marker)) {
      const PictureSize frame{BigEndian(bytes, at + 7, 2), BigEndian(bytes, at + 5, 2), BigEndian(bytes, at + 9, 1) == 1 ? 1u : 3u,
                              (marker & 3) == 2};
      if (frame.pixels() >= size.pixels()) size = frame;
    }
    at += 2 + std::max<uint64_t>(BigEndian(bytes, at + 2, 2), 2);
  }
  return size;
}

PictureSize SizeInBmp(std::string_view bytes) {
  if (LittleEndian(bytes, 14, 4) == 12) return {LittleEndian(bytes, 18, 2), LittleEndian(bytes, 20, 2), 3, false};
  const auto height = static_cast<int32_t>(LittleEndian32(bytes, 22));  // below 0: the first row is the topmost
  const uint64_t upright = static_cast<uint64_t>(height < 0 ? -static_cast<int64_t>(height) : height);
  return {LittleEndian(bytes, 18, 4), upright, LittleEndian(bytes, 28, 2) == 32 ? 4u : 3u, false};
}

PictureSize SizeInWebp(std::string_view bytes) {
  const std::string_view chunk = bytes.substr(std::min<size_t>(12, bytes.size()), 4);
  if (chunk == "VP8L") {
    const uint64_t packed = LittleEndian(bytes, 21, 4);
    return {(packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1, 4, false};
  }
  if (chunk == "VP8X") return {LittleEndian(bytes, 24, 3) + 1, LittleEndian(bytes, 27, 3) + 1, 4, false};
  return {};
}

// The next whole number of a PNM head, behind blanks and comments; at most nine digits.
uint64_t NextNumber(std::string_view bytes, size_t& at) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  while (at < bytes.size() && (bytes[at] == '#' || kBlanks.find(bytes[at]) != std::string_view::npos)) {
    if (bytes[at] == '#') at = std::min(bytes.find('\n', at), bytes.size() - 1);
    ++at;
  }
  uint64_t number = 0;
  for (int digits = 0; digits < 9 && at < bytes.size() && bytes[at] >= '0' && bytes[at] <= '9'; ++digits, ++at) {
    number = number * 10 + static_cast<uint64_t>(bytes[at] - '0');
  }
  return number;
}

PictureSize SizeInPnm(std::string_view bytes) {
  size_t at = 2;
  PictureSize size;
  size.width = NextNumber(bytes, at);
  size.height = NextNumber(bytes, at);
  size.channels = bytes[1] == '3' || bytes[1] == '6' ? 3 : 1;
  return size;
}

}  // namespace

PictureSize ReadPictureSize(std::string_view bytes, FileKind kind) {
  switch (kind) {
    case FileKind::kPng: return SizeInPng(bytes);
    case FileKind::kJpeg: return SizeInJpeg(bytes);
    case FileKind::kGif: return {LittleEndian(bytes, 6, 2), LittleEndian(bytes, 8, 2), 4, false};
    case FileKind::kBmp: return SizeInBmp(bytes);
    case FileKind::kWebp: return SizeInWebp(bytes);
    case FileKind::kPnm: return SizeInPnm(bytes);
    default: return {};
  }
}

}  // namespace runner
