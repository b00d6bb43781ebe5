#include "runner/core/pictures/png_encoder.h"

#include "check.h"
#include "runner/core/formats/zip.h"

using namespace runner;

namespace {

std::string Unpacked(const std::string& zlib, size_t size) {
  return MUST(Inflate(std::string_view(zlib).substr(2, zlib.size() - 6), size));
}

}  // namespace

TEST(what_is_packed_unpacks_to_itself) {
  std::string noise;
  uint32_t state = 7;
  for (int i = 0; i < 200000; ++i) noise += static_cast<char>((state = state * 1664525u + 1013904223u) >> 24);
  std::string runs(100000, 'a');
  for (size_t i = 0; i < runs.size(); i += 777) runs[i] = static_cast<char>(i);
  std::string far = noise.substr(0, 40000);
  far += far;
  for (const std::string& bytes : {std::string(), std::string("a"), std::string("abcabcabcabcabc"), std::string(258, 'x'),
                                   std::string(517, 'x'), runs, noise, far}) {
    CHECK(Unpacked(ZlibBytes(bytes), bytes.size()) == bytes);
  }
  CHECK(ZlibBytes(runs).size() < 2500);
  CHECK(ZlibBytes(noise).size() <= noise.size() + 6 + 5 * 4);
}

TEST(a_zlib_stream_has_its_header_and_its_checksum) {
  const std::string stream = ZlibBytes("Wikipedia");
  CHECK_EQ(stream.substr(0, 2), std::string("\x78\x01"));
  CHECK_EQ(stream.substr(stream.size() - 4), runner_test::Bytes("11E60398"));
}

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

TEST(base64_is_padded) {
  CHECK_EQ(Base64(""), std::string());
  CHECK_EQ(Base64("f"), std::string("Zg=="));
  CHECK_EQ(Base64("fo"), std::string("Zm8="));
  CHECK_EQ(Base64("foobar"), std::string("Zm9vYmFy"));
  CHECK_EQ(Base64("\xFF\xFE\xFD"), std::string("//79"));
}
