#include "core/pictures/exif_orientation.h"

#include "check.h"

using namespace runner;
using runner_test::Bytes;
using Pixels = std::vector<uint8_t>;

namespace {

// A TIFF structure with one entry in front of the orientation.
const std::string kLittle = Bytes("49492A0008000000" "0200" "0001030001000000" "09000000" "1201030001000000" "06000000" "00000000");
const std::string kBig = Bytes("4D4D002A00000008" "0001" "0112000300000001" "00030000" "00000000");

std::string Jpeg(const std::string& tiff, const std::string& pixels = Bytes("FFDA00021234FFD9")) {
  const std::string data = std::string("Exif\0\0", 6) + tiff;
  return Bytes("FFD8" "FFE000044142" "FFFF" "E1") + static_cast<char>(0) + static_cast<char>(data.size() + 2) + data + pixels;
}

Pixels Turned(int orientation) { return Upright({3, 2, 1, {1, 2, 3, 4, 5, 6}}, orientation).pixels; }

}  // namespace

TEST(the_orientation_is_read_in_both_byte_orders) {
  CHECK_EQ(OrientationOf(Jpeg(kLittle)), 6);
  CHECK_EQ(OrientationOf(Jpeg(kBig)), 3);
  CHECK_EQ(OrientationOf(Bytes("89504E470D0A1A0A" "00000001" "74455874" "41" "00000000" "00000028" "65584966") + kBig), 3);
}

TEST(the_orientation_is_read_in_numbers_of_one_two_and_four_bytes) {
  const auto big = [](const char* type, const char* value) {
    return OrientationOf(Jpeg(Bytes("4D4D002A00000008" "0001" "0112") + Bytes(type) + Bytes("00000001") + Bytes(value)));
  };
  CHECK_EQ(big("0001", "05000000"), 5);
  CHECK_EQ(big("0003", "00050000"), 5);
  CHECK_EQ(big("0004", "00000005"), 5);
  const auto little = [](const char* type) {
    return OrientationOf(Jpeg(Bytes("49492A0008000000" "0100" "1201") + Bytes(type) + Bytes("01000000" "05000000")));
  };
  for (const char* type : {"0100", "0300", "0400"}) CHECK_EQ(little(type), 5);
}

TEST(what_cannot_be_read_is_upright) {
  const std::string whole = Jpeg(kLittle);
  for (size_t size = 0; size < whole.size(); ++size) CHECK(OrientationOf(whole.substr(0, size)) <= 8);
  CHECK_EQ(OrientationOf(Jpeg(Bytes("49492A00FFFFFFFF"))), 1);
  CHECK_EQ(OrientationOf(Jpeg(Bytes("4D4D002A00000008" "0001" "0112000300000001" "00090000"))), 1);
  CHECK_EQ(OrientationOf(Bytes("FFD8FFDA0002")), 1);
  CHECK_EQ(OrientationOf(""), 1);
}

TEST(pictures_are_turned_as_they_are_to_be_seen) {
  CHECK_EQ(Turned(1), (Pixels{1, 2, 3, 4, 5, 6}));
  CHECK_EQ(Turned(2), (Pixels{3, 2, 1, 6, 5, 4}));
  CHECK_EQ(Turned(3), (Pixels{6, 5, 4, 3, 2, 1}));
  CHECK_EQ(Turned(4), (Pixels{4, 5, 6, 1, 2, 3}));
  CHECK_EQ(Turned(5), (Pixels{1, 4, 2, 5, 3, 6}));
  CHECK_EQ(Turned(6), (Pixels{4, 1, 5, 2, 6, 3}));
  CHECK_EQ(Turned(7), (Pixels{6, 3, 5, 2, 4, 1}));
  CHECK_EQ(Turned(8), (Pixels{3, 6, 2, 5, 1, 4}));
  const Picture colors = Upright({2, 1, 3, {1, 2, 3, 4, 5, 6}}, 6);
  CHECK_EQ(colors.width, 1);
  CHECK_EQ(colors.height, 2);
  CHECK_EQ(Upright({2, 1, 3, {1, 2, 3, 4, 5, 6}}, 2).pixels, (Pixels{4, 5, 6, 1, 2, 3}));
}
