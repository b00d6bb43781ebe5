#include "runner/core/formats/crc32.h"

#include "check.h"

using runner::Crc32;

TEST(the_checksum_is_the_known_one) {
  CHECK_EQ(Crc32("123456789"), 0xCBF43926u);
  CHECK_EQ(Crc32(""), 0u);
  CHECK_EQ(Crc32("The quick brown fox jumps over the lazy dog"), 0x414FA339u);
}
