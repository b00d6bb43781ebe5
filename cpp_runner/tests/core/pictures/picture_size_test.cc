#include "runner/core/pictures/picture_size.h"

#include "check.h"

using runner::PictureSize;
using runner::ReadPictureSize;

namespace {

std::string Of(std::string_view bytes) {
  const PictureSize size = ReadPictureSize(bytes);
  return std::to_string(size.width) + " x " + std::to_string(size.height) + " x " + std::to_string(size.channels);
}

std::string Raw(const char* bytes, size_t count) { return std::string(bytes, count); }

// Two frames of 32 x 16 and 256 x 256 points, and behind them the beginning of a scan.
const std::string kQuantization = Raw("\xFF\xDB\0\x43\0", 5) + std::string(64, '\1');
const std::string kGrey = Raw("\xFF\xC0\0\x0B\x08\0\x10\0\x20\1\1\x11\0", 13);
const std::string kScan = Raw("\xFF\xDA\0\x08\1\1\0\0\x3F\0", 10);

}  // namespace

TEST(the_decoders_tell_the_size) {
  CHECK_EQ(Of("P6 # a\n#b\n12 7 255\n"), std::string("12 x 7 x 3"));
  CHECK_EQ(Of("P4 123456789 7\n"), std::string("123456789 x 7 x 1"));
  std::string bmp = "BM" + std::string(52, '\0');
  bmp[10] = 54, bmp[14] = 40, bmp[18] = 5, bmp[22] = '\xFE', bmp[23] = bmp[24] = bmp[25] = '\xFF', bmp[26] = 1, bmp[28] = 24;
  CHECK_EQ(Of(bmp), std::string("5 x 2 x 3"));
  CHECK_EQ(Of("\xFF\xD8" + kQuantization + kGrey + kScan), std::string("32 x 16 x 1"));
}

TEST(what_stands_between_the_parts_hides_no_larger_picture) {
  // Bytes that mean nothing before the frame, and a comment that ends where others would read on.
  CHECK_EQ(Of("\xFF\xD8" + kQuantization + "xyz" + kGrey + kScan), std::string("32 x 16 x 1"));
  CHECK_EQ(Of("P5 # 1 1 255\r900 800 255\n"), std::string("900 x 800 x 1"));
}

TEST(what_has_no_header_has_no_size) {
  for (const char* bytes : {"", "P5 #", "P4 99999999999 7\n", "GIF89a", "RIFF1234WEBPVP8 ", "\xFF\xD8\xFF", "text"}) {
    CHECK_EQ(ReadPictureSize(bytes).pixels(), uint64_t{0});
  }
}
