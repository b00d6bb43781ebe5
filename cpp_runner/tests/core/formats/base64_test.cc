#include "runner/core/formats/base64.h"

#include "check.h"

using runner::Base64;

TEST(base64_is_padded) {
  CHECK_EQ(Base64(""), std::string());
  CHECK_EQ(Base64("f"), std::string("Zg=="));
  CHECK_EQ(Base64("fo"), std::string("Zm8="));
  CHECK_EQ(Base64("foobar"), std::string("Zm9vYmFy"));
  CHECK_EQ(Base64("\xFF\xFE\xFD"), std::string("//79"));
}
