#include "core/base/byte_order.h"

#include <limits>

#include "check.h"

using namespace runner;
using runner_test::Bytes;

TEST(the_first_byte_is_the_lowest_or_the_highest) {
  const std::string bytes = Bytes("0102030405060708FF");
  CHECK_EQ(LittleEndian(bytes, 0, 1), uint64_t{1});
  CHECK_EQ(LittleEndian(bytes, 1, 2), uint64_t{0x0302});
  CHECK_EQ(LittleEndian32(bytes, 5), 0xFF080706u);
  CHECK_EQ(LittleEndian32(bytes, 5, 3), 0x00080706u);
  CHECK_EQ(LittleEndian(bytes, 0, 8), uint64_t{0x0807060504030201});
  CHECK_EQ(BigEndian(bytes, 1, 2), uint64_t{0x0203});
  CHECK_EQ(BigEndian(bytes, 5, 4), uint64_t{0x060708FF});
  CHECK_EQ(BigEndian(bytes, 0, 8), uint64_t{0x0102030405060708});
}

TEST(what_lies_outside_is_nothing_wherever_it_is_said_to_be) {
  constexpr uint64_t kLargest = std::numeric_limits<uint64_t>::max();
  const std::string bytes(8, '\xFF');
  for (const uint64_t at : {uint64_t{5}, uint64_t{8}, uint64_t{9}, kLargest - 3, kLargest}) {
    CHECK(!FindLittleEndian(bytes, at, 4).has_value());
    CHECK(!FindBigEndian(bytes, at, 4).has_value());
    CHECK_EQ(LittleEndian(bytes, at, 4), uint64_t{0});
    CHECK_EQ(BigEndian(bytes, at, 4), uint64_t{0});
  }
  CHECK(FindLittleEndian(bytes, 4, 4).has_value());
  CHECK(HasBytes(bytes, 8, 0));
  CHECK(!HasBytes(bytes, 9, 0));
  CHECK(!HasBytes(bytes, 1, kLargest));
}

TEST(what_is_appended_is_read_back) {
  std::string little;
  std::string big;
  for (const size_t count : {size_t{1}, size_t{2}, size_t{3}, size_t{4}, size_t{8}}) {
    AppendLittleEndian(little, 0x1122334455667788u, count);
    AppendBigEndian(big, 0x1122334455667788u, count);
  }
  CHECK(little == Bytes("88" "8877" "887766" "88776655" "8877665544332211"));
  CHECK(big == Bytes("88" "7788" "667788" "55667788" "1122334455667788"));
  CHECK_EQ(LittleEndian(little, 10, 8), uint64_t{0x1122334455667788});
  CHECK_EQ(BigEndian(big, 10, 8), uint64_t{0x1122334455667788});
}

TEST(floats_are_those_of_their_bits) {
  CHECK_EQ(LittleEndianFloat<float>(Bytes("000080BF"), 0), -1.0f);
  CHECK_EQ(LittleEndianFloat<double>(Bytes("00000000000000E03F"), 1), 0.5);
  CHECK_EQ(LittleEndianFloat<double>(Bytes("0000003F"), 0), 0.0);
}
