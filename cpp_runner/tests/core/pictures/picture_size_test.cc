#include "runner/core/pictures/picture_size.h"

#include "check.h"

using runner::FileKind;
using runner::PictureSize;
using runner::ReadPictureSize;

namespace {

std::string Of(const PictureSize& size) {
  return std::to_string(size.width) + " x " + std::to_string(size.height) + " x " + std::to_string(size.channels) +
         (size.progressive ? " progressive" : "");
}

std::string Raw(const char* bytes, size_t count) { return std::string(bytes, count); }

std::string Png(char color_type, const std::string& chunks) {
  return "\x89PNG\r\n\x1A\n" + Raw("\0\0\0\x0DIHDR\0\0\1\0\0\0\0\2\x08", 17) + color_type + Raw("\0\0\0CRCC", 7) + chunks;
}

std::string Jpeg(const std::string& frames) { return "\xFF\xD8" + Raw("\xFF\xE0\0\4ab", 6) + frames + Raw("\xFF\xDA\0\2", 4); }

}  // namespace

TEST(png_heads_tell_the_size_and_whether_there_is_alpha) {
  const std::string data = Raw("\0\0\0\0IDAT", 8);
  CHECK_EQ(Of(ReadPictureSize(Png(0, data), FileKind::kPng)), std::string("256 x 2 x 1"));
  CHECK_EQ(Of(ReadPictureSize(Png(2, data), FileKind::kPng)), std::string("256 x 2 x 3"));
  CHECK_EQ(Of(ReadPictureSize(Png(6, data), FileKind::kPng)), std::string("256 x 2 x 4"));
  CHECK_EQ(Of(ReadPictureSize(Png(3, Raw("\0\0\0\1tRNSxCRCC", 13) + data), FileKind::kPng)), std::string("256 x 2 x 4"));
}

TEST(the_largest_frame_of_a_jpeg_counts) {
  const std::string frame = Raw("\xFF\xC0\0\x0B\x08\0\x10\0\x20\1\1\x11\0", 13);
  const std::string larger = Raw("\xFF\xFF\xC2\0\x11\x08\1\0\1\0\3" "\1\x11\0\2\x11\0\3\x11\0", 20);
  CHECK_EQ(Of(ReadPictureSize(Jpeg(frame), FileKind::kJpeg)), std::string("32 x 16 x 1"));
  CHECK_EQ(Of(ReadPictureSize(Jpeg(larger + frame), FileKind::kJpeg)), std::string("256 x 256 x 3 progressive"));
  CHECK_EQ(Of(ReadPictureSize(Jpeg(""), FileKind::kJpeg)), std::string("0 x 0 x 3"));
}

TEST(other_heads_tell_the_size) {
  CHECK_EQ(Of(ReadPictureSize(Raw("GIF89a\x03\0\4\0", 10), FileKind::kGif)), std::string("3 x 4 x 4"));
  CHECK_EQ(Of(ReadPictureSize("P6 # a\n#b\n12 7 255\n", FileKind::kPnm)), std::string("12 x 7 x 3"));
  CHECK_EQ(Of(ReadPictureSize("P4 99999999999 7\n", FileKind::kPnm)), std::string("999999999 x 99 x 1"));
  CHECK_EQ(Of(ReadPictureSize(std::string("P5 #"), FileKind::kPnm)), std::string("0 x 0 x 1"));
  CHECK_EQ(Of(ReadPictureSize("", FileKind::kWebp)), std::string("0 x 0 x 3"));
  std::string bmp = "BM" + std::string(28, '\0');
  bmp[14] = 40, bmp[18] = 5, bmp[22] = '\xFE', bmp[23] = bmp[24] = bmp[25] = '\xFF', bmp[28] = 32;
  CHECK_EQ(Of(ReadPictureSize(bmp, FileKind::kBmp)), std::string("5 x 2 x 4"));
}
