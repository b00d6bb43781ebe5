#include "runner/core/pictures/picture.h"

#include "check.h"
#include "runner/core/formats/crc32.h"
#include "runner/core/pictures/png_encoder.h"

using namespace runner;
using runner_test::MakeTensor;
using runner_test::Why;
using Pixels = std::vector<uint8_t>;

namespace {

std::string Number(uint64_t value, int width) {
  std::string bytes;
  for (int i = 0; i < width; ++i) bytes += static_cast<char>((value >> (8 * i)) & 0xFF);
  return bytes;
}

// A BMP with a BITMAPINFOHEADER of `header_size` bytes (40, or more with zeros behind), what lies between header and
// pixels (masks or palette), and the rows as they are in the file.
std::string Bmp(int32_t width, int32_t height, uint32_t bits, uint32_t compression, const std::string& between,
                const std::string& rows, uint32_t header_size = 40) {
  std::string header = Number(header_size, 4) + Number(static_cast<uint32_t>(width), 4) +
                       Number(static_cast<uint32_t>(height), 4) + Number(1, 2) + Number(bits, 2) +
                       Number(compression, 4) + Number(0, 4) + Number(0, 8) + Number(0, 8);
  header += between;
  while (header.size() < header_size) header += '\0';
  return "BM" + Number(0, 8) + Number(static_cast<uint32_t>(14 + header.size()), 4) + header + rows;
}

Picture Decoded(const std::string& bytes) { return MUST(DecodePicture(bytes, "x")); }

}  // namespace

// Leaves something else than zeros where the next function puts its variables.
#if defined(__GNUC__)
__attribute__((noinline))
#endif
int SpoilStack() {
  volatile unsigned char room[64 * 1024];
  for (volatile unsigned char& byte : room) byte = 0xAB;
  return room[17];
}

TEST(a_pixel_without_a_colour_in_a_pngs_palette_is_black) {
  // Two pixels, of the colours 0 and 200; the palette has one, 10 20 30.
  static constexpr char kFile[] =
    "\x89\x50\x4E\x47\x0D\x0A\x1A\x0A\x00\x00\x00\x0D\x49\x48\x44\x52\x00\x00\x00\x02\x00\x00"
    "\x00\x01\x08\x03\x00\x00\x00\xC3\xFC\x8F\xB8\x00\x00\x00\x03\x50\x4C\x54\x45\x0A\x14\x1E"
    "\x7E\x4C\x52\x3A\x00\x00\x00\x0B\x49\x44\x41\x54\x78\x9C\x63\x60\x38\x01\x00\x00\xCB\x00"
    "\xC9\x69\xC8\xC3\x6C\x00\x00\x00\x00\x49\x45\x4E\x44\xAE\x42\x60\x82";
  CHECK_EQ(SpoilStack(), 0xAB);
  CHECK(Decoded(std::string(kFile, sizeof(kFile) - 1)).pixels == (Pixels{10, 20, 30, 0, 0, 0}));
}

TEST(a_pixel_without_a_colour_in_a_bmps_palette_is_black) {
  const std::string one_color = std::string("\x1E\x14\x0A\0", 4);
  const std::string file = Bmp(2, 1, 8, 0, one_color, std::string("\x00\xC8\0\0", 4));
  CHECK(Decoded(file).pixels == (Pixels{10, 20, 30, 0, 0, 0}));
}

TEST(a_24_bit_bmp_is_read_from_its_last_row) {
  // Two pixels a row, padded to 8 bytes; blue, green, red.
  const std::string rows =
      std::string("\x01\x02\x03\x04\x05\x06\0\0", 8) + std::string("\x0B\x0C\x0D\x0E\x0F\x10\0\0", 8);
  const Picture picture = Decoded(Bmp(2, 2, 24, 0, "", rows));
  CHECK_EQ(picture.width, 2);
  CHECK_EQ(picture.height, 2);
  CHECK_EQ(picture.channels, 3);
  CHECK_EQ(picture.pixels, (Pixels{13, 12, 11, 16, 15, 14, 3, 2, 1, 6, 5, 4}));
  CHECK_EQ(Decoded(Bmp(2, -2, 24, 0, "", rows)).pixels, (Pixels{3, 2, 1, 6, 5, 4, 13, 12, 11, 16, 15, 14}));
}

TEST(palettes_of_1_4_and_8_bits_are_looked_up) {
  const std::string two = std::string("\x0A\x0B\x0C\0\x14\x15\x16\0", 8);
  CHECK_EQ(Decoded(Bmp(3, 1, 1, 0, two, std::string("\xA0\0\0\0", 4))).pixels,
           (Pixels{22, 21, 20, 12, 11, 10, 22, 21, 20}));
  std::string sixteen;
  for (uint32_t i = 0; i < 16; ++i) sixteen += Number(i * 0x010101, 4);
  CHECK_EQ(Decoded(Bmp(3, 1, 4, 0, sixteen, std::string("\x3F\x70\0\0", 4))).pixels,
           (Pixels{3, 3, 3, 15, 15, 15, 7, 7, 7}));
  std::string many;
  for (uint32_t i = 0; i < 256; ++i) many += Number(i, 4);
  CHECK_EQ(Decoded(Bmp(2, 1, 8, 0, many, std::string("\xFE\x01\0\0", 4))).pixels, (Pixels{0, 0, 254, 0, 0, 1}));
}

TEST(a_short_palette_gives_black_for_what_it_does_not_hold) {
  const std::string file = Bmp(1, 1, 8, 0, std::string("\x01\x02\x03\0", 4), std::string("\x09\0\0\0", 4));
  CHECK_EQ(Decoded(file).pixels, (Pixels{0, 0, 0}));
}

TEST(pixels_of_16_bits_follow_their_masks) {
  CHECK_EQ(Decoded(Bmp(2, 1, 16, 0, "", std::string("\x00\x7C\x1F\x00", 4))).pixels, (Pixels{255, 0, 0, 0, 0, 255}));
  const std::string masks565 = Number(0xF800, 4) + Number(0x07E0, 4) + Number(0x001F, 4) + Number(0, 4);
  CHECK_EQ(Decoded(Bmp(2, 1, 16, 3, masks565, std::string("\xE0\x07\x10\x80", 4))).pixels,
           (Pixels{0, 255, 0, 132, 0, 132}));
}

TEST(pixels_of_32_bits_have_alpha_only_where_a_mask_says_so) {
  const std::string rows = std::string("\x01\x02\x03\x80", 4);
  CHECK_EQ(Decoded(Bmp(1, 1, 32, 0, "", rows)).pixels, (Pixels{3, 2, 1}));
  const std::string masks = Number(0xFF0000, 4) + Number(0xFF00, 4) + Number(0xFF, 4);
  CHECK_EQ(Decoded(Bmp(1, 1, 32, 3, masks + Number(0, 4), rows)).pixels, (Pixels{3, 2, 1}));
  const Picture alpha = Decoded(Bmp(1, 1, 32, 3, masks + Number(0xFF000000, 4), rows, 124));
  CHECK_EQ(alpha.channels, 4);
  CHECK_EQ(alpha.pixels, (Pixels{3, 2, 1, 128}));
  CHECK_EQ(Decoded(Bmp(1, 1, 32, 3, masks, rows, 108)).channels, 3);
}

TEST(the_oldest_header_is_read) {
  const std::string file = "BM" + Number(0, 8) + Number(32, 4) + Number(12, 4) + Number(1, 2) + Number(1, 2) +
                           Number(1, 2) + Number(1, 2) + "\x01\x02\x03\x04\x05\x06" + std::string("\x80\0\0\0", 4);
  CHECK_EQ(Decoded(file).pixels, (Pixels{6, 5, 4}));
}

TEST(a_damaged_bmp_is_refused) {
  const std::string whole = Bmp(2, 2, 24, 0, "", std::string(16, 'x'));
  for (size_t size = 0; size < whole.size(); ++size) CHECK(!DecodePicture(whole.substr(0, size), "x").ok());
  CHECK_CONTAINS(Why(DecodePicture(whole.substr(0, whole.size() - 9), "cat.bmp")),
                 "The picture cat.bmp cannot be read | It is cut off");
  CHECK(!DecodePicture(Bmp(2, 1, 7, 0, "", "xxxx"), "x").ok());
  CHECK(!DecodePicture(Bmp(-2, 1, 24, 0, "", ""), "x").ok());
  CHECK_CONTAINS(Why(DecodePicture(Bmp(0, 1, 24, 0, "", ""), "x")), "not positive");
  const std::string masks = Number(0xF0F0, 4) + Number(0, 4) + Number(0, 4) + Number(0, 4);
  CHECK(!DecodePicture(Bmp(1, 1, 16, 3, masks, "xxxx"), "x").ok());
}

TEST(runs_of_a_bmp_are_unpacked) {
  std::string palette;
  for (uint32_t i = 0; i < 256; ++i) palette += Number(i * 0x010101, 4);
  // Three pixels of 7 and one of 9, the end of the row, the end of the picture.
  CHECK_EQ(Decoded(Bmp(4, 1, 8, 1, palette, std::string("\x03\x07\x01\x09\0\0\0\x01", 8))).pixels,
           (Pixels{7, 7, 7, 7, 7, 7, 7, 7, 7, 9, 9, 9}));
}

TEST(a_small_file_that_says_it_is_a_huge_picture_takes_no_memory) {
  std::string bomb = PngBytes({2, 1, 3, {1, 2, 3, 4, 5, 6}}, {});
  const auto with_size = [&](const std::string& size) {
    std::string changed = bomb.replace(16, 8, size);
    const uint32_t crc = Crc32(std::string_view(changed).substr(12, 17));
    for (size_t i = 0; i < 4; ++i) changed[29 + i] = static_cast<char>(crc >> (24 - 8 * i));
    return changed;
  };
  CHECK_CONTAINS(Why(DecodePicture(with_size(std::string("\0\0\x34\0\0\0\x34\0", 8)), "x")), "cannot hold them");
  CHECK_CONTAINS(Why(DecodePicture(with_size(std::string("\0\1\0\0\0\1\0\0", 8)), "x")), "178 million");
  CHECK_CONTAINS(Why(DecodePicture(Bmp(60000, 2900, 24, 0, "", "xx"), "x")), "cannot hold them");
  CHECK_CONTAINS(Why(DecodePicture(Bmp(13000, 13000, 8, 1, std::string(1024, '\0'), "xx"), "x")), "cannot hold them");
  const std::string gif = "GIF89a" + Number(13000, 2) + Number(13000, 2) + std::string("\0\0\0", 3) + "," +
                          Number(0, 4) + Number(1, 2) + Number(1, 2) + std::string("\0\2\2\x4C\1\0;", 7);
  CHECK_CONTAINS(Why(DecodePicture(gif, "x")), "cannot hold them");
  // Lossless WebP: 14 bits of width and height each, less one.
  const std::string webp = "RIFF" + Number(30, 4) + "WEBPVP8L" + Number(17, 4) + "\x2F" + Number(12999 | (12999u << 14), 4) +
                           std::string(12, '\0');
  CHECK_CONTAINS(Why(DecodePicture(webp, "x")), "cannot hold them");
}

TEST(formats_that_are_not_read_are_named_with_the_way_out) {
  const auto why = [](const std::string& bytes) { return Why(DecodePicture(bytes, "x")); };
  CHECK_CONTAINS(why(std::string("II*\0aaaaaaaa", 12)), "It is a TIFF picture, which is not read here. | Open it");
  CHECK_CONTAINS(why(std::string("MM\0*aaaaaaaa", 12)), "TIFF");
  CHECK_CONTAINS(why(std::string("\0\0\0\x1C", 4) + "ftypavif"), "an AVIF picture");
  CHECK_CONTAINS(why(std::string("\0\0\0\x1C", 4) + "ftypheic"), "a HEIC picture");
  for (const char* kind : {"VP8 ", "VP8X"}) {
    CHECK_CONTAINS(why("RIFF" + Number(20, 4) + "WEBP" + kind + "aaaa"), "a lossy, extended or animated WebP picture");
  }
  for (const char* begun : {"RIFF", "RIFFaaaaWEBP", "II", "abcdftyp", "GIF8", "\x89PNG", "\xFF\xD8\xFF", "BM"}) {
    CHECK(!DecodePicture(begun, "x").ok());
  }
}

TEST(files_of_two_colours_are_read_as_bits_and_as_text) {
  CHECK_EQ(Decoded("P1\n# a comment\n3 2\n101\n0 1 0\n").pixels, (Pixels{0, 255, 0, 255, 0, 255}));
  const Picture bits = Decoded(std::string("P4 9 2 \x80\x80\x01\x00", 11));
  CHECK_EQ(bits.channels, 1);
  CHECK_EQ(bits.pixels, (Pixels{0, 255, 255, 255, 255, 255, 255, 255, 0,  //
                                255, 255, 255, 255, 255, 255, 255, 0, 255}));
  CHECK_CONTAINS(Why(DecodePicture("P4 9 2 abc", "x")), "cut off");
  CHECK_CONTAINS(Why(DecodePicture("P1 2 1 02", "x")), "other than 0 and 1");
  CHECK_CONTAINS(Why(DecodePicture("P4 13000 13000 a", "x")), "cut off");
}

TEST(ppm_and_pgm_are_read_as_bytes_and_as_text) {
  const Picture color = Decoded(std::string("P6\n# a comment\n2 1\n255\n\x01\x02\x03\xFF\0\x09", 30));
  CHECK_EQ(color.width, 2);
  CHECK_EQ(color.channels, 3);
  CHECK_EQ(color.pixels, (Pixels{1, 2, 3, 255, 0, 9}));
  const Picture gray = Decoded("P5 2 1 255 ab");
  CHECK_EQ(gray.channels, 1);
  CHECK_EQ(gray.pixels, (Pixels{'a', 'b'}));
  CHECK_EQ(Decoded("P3\n1 1 255\n 7 8 # c\n 9\n").pixels, (Pixels{7, 8, 9}));
  CHECK_EQ(Decoded("P2 2 1 9 0 9").pixels, (Pixels{0, 255}));
}

TEST(other_maxima_are_scaled_to_8_bits) {
  CHECK_EQ(Decoded(std::string("P5 3 1 65535 \0\0\x80\0\xFF\xFF", 19)).pixels, (Pixels{0, 128, 255}));
  CHECK_EQ(Decoded("P2 3 1 15 0 7 15").pixels, (Pixels{0, 119, 255}));
}

TEST(a_line_break_among_the_pixels_of_a_binary_file_is_a_pixel) {
  CHECK_EQ(Decoded("P5 2 1 255\n\n ").pixels, (Pixels{'\n', ' '}));
}

TEST(a_damaged_ppm_is_refused) {
  CHECK_CONTAINS(Why(DecodePicture("P6 2 1 255 abcde", "x")), "cut off");
  CHECK_CONTAINS(Why(DecodePicture("P3 1 1 255 1 2", "x")), "cut off");
  CHECK_CONTAINS(Why(DecodePicture("P2 1 1 9 10", "x")), "larger than its header");
  CHECK_CONTAINS(Why(DecodePicture(std::string("P5 1 1 300 \x02\x00", 13), "x")), "larger than its header");
  for (const char* header :
       {"P6", "P6 1", "P6 1 1", "P6 1 1 0 abc", "P6 1 1 65536 abcdef", "P6 -1 1 255 abc", "P6 1 1 255"}) {
    CHECK_CONTAINS(Why(DecodePicture(header, "x")), "header");
  }
  CHECK_CONTAINS(Why(DecodePicture("P6 0 1 255 abc", "x")), "not positive");
  CHECK_CONTAINS(Why(DecodePicture("P6 99999999999 1 255 abc", "x")), "header");
  CHECK_CONTAINS(Why(DecodePicture("P6 10000 10000 255 abc", "x")), "cut off");
}

TEST(other_files_are_refused_with_what_is_read) {
  CHECK_CONTAINS(Why(DecodePicture("", "x")), "empty");
  CHECK_CONTAINS(Why(DecodePicture("GIF89a", "x")), std::string("Give it as one of: ") + kPictureFormats);
  CHECK_CONTAINS(std::string(kPictureFormats), "jpeg, png");
}

TEST(arrays_of_pixels_are_pictures) {
  const auto picture = [](const Shape& shape) {
    Tensor tensor{ElementType::kUInt8, shape, std::vector<std::byte>(static_cast<size_t>(ElementCount(shape)))};
    return MUST(PictureFromTensor(tensor, "x"));
  };
  CHECK_EQ(picture({4, 5, 3}).width, 5);
  CHECK_EQ(picture({4, 5, 3}).height, 4);
  CHECK_EQ(picture({4, 5}).channels, 1);
  CHECK_EQ(picture({1, 4, 5, 4}).channels, 4);
  CHECK_EQ(picture({1, 4, 5}).height, 4);
  CHECK_EQ(picture({1, 4, 5}).channels, 1);
  const Tensor floats = MakeTensor<float>(ElementType::kFloat32, {1, 1, 3}, {1, 2, 3});
  CHECK_CONTAINS(Why(PictureFromTensor(floats, "x")), "float32, 1 x 1 x 3");
  const Tensor two = MakeTensor<uint8_t>(ElementType::kUInt8, {1, 1, 2}, {1, 2});
  CHECK_EQ(MUST(PictureFromTensor(two, "x")).width, 2);
  const Tensor batch = MakeTensor<uint8_t>(ElementType::kUInt8, {2, 1, 1, 3}, {1, 2, 3, 4, 5, 6});
  CHECK_CONTAINS(Why(PictureFromTensor(batch, "x")), "not a picture");
}
