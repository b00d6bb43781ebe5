#include "runner/core/formats/crc32.h"

#include "check.h"

using runner::Crc32;

TEST(the_checksum_is_the_known_one) {
  CHECK_EQ(Crc32("123456789"), 0xCBF43926u);
  CHECK_EQ(Crc32(""), 0u);
  CHECK_EQ(Crc32("The quick brown fox jumps over the lazy dog"), 0x414FA339u);
}

TEST(a_checksum_goes_on_from_the_one_before) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += static_cast<char>(i * 37);
  uint32_t bytewise = 0;
  for (const char letter : text) bytewise = Crc32(std::string_view(&letter, 1), bytewise);
  CHECK_EQ(Crc32(text), bytewise);
  for (const size_t cut : {size_t{1}, size_t{7}, size_t{8}, size_t{500}}) {
    CHECK_EQ(Crc32(text.substr(cut), Crc32(text.substr(0, cut))), bytewise);
  }
}
