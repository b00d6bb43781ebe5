#include "runner/core/pictures/png_encoder.h"

#include "check.h"
#include "runner/core/formats/inflate.h"

using namespace runner;

namespace {

std::string Unpacked(const std::string& zlib, size_t size) {
  return MUST(Inflate(std::string_view(zlib).substr(2, zlib.size() - 6), size));
}

}  // namespace

TEST(a_grey_picture_is_a_png_byte_for_byte) {
  // 1 x 1, black: read back by Pillow.
  const std::string png = PngBytes({1, 1, 1, {0}}, {});
  CHECK_EQ(png, runner_test::Bytes("89504E470D0A1A0A0000000D49484452000000010000000108000000003A7E9B55"
                                   "0000000A49444154780163640000000400021ABE08030000000049454E44AE426082"));
}

TEST(rows_are_differences_to_what_lies_left_or_above) {
  const std::string png = PngBytes({2, 2, 1, {10, 13, 10, 14}}, {});
  const size_t data = png.find("IDAT") + 4;
  const size_t end = png.find("IEND") - 8;
  CHECK_EQ(Unpacked(png.substr(data, end - data), 6), runner_test::Bytes("010A03020001"));
}

TEST(a_mask_has_its_colours_and_their_transparency) {
  const std::string png = PngBytes({2, 1, 1, {0, 1}}, {{0, 0, 0, 0}, {255, 128, 1, 255}});
  CHECK(runner_test::Contains(png, std::string("PLTE\0\0\0\xFF\x80\x01", 10)));
  CHECK(runner_test::Contains(png, std::string("tRNS\0\xFF", 6)));
  CHECK_EQ(static_cast<int>(png[25]), 3);
}
