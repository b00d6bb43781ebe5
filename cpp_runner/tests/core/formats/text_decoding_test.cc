#include "core/formats/text_decoding.h"

#include "check.h"

using runner::DecodeText;
using runner::TrimmedText;

TEST(texts_are_decoded_by_their_mark_or_by_what_they_can_be) {
  const std::string expected = "Gr\xc3\xb6\xc3\x9f" "e";
  CHECK_EQ(DecodeText(expected), expected);
  CHECK_EQ(DecodeText("\xEF\xBB\xBF" + expected), expected);
  CHECK_EQ(DecodeText("Gr\xf6\xdf" "e"), expected);
  CHECK_EQ(DecodeText(std::string("\xFF\xFEG\0r\0\xf6\0\xdf\0e\0", 12)), expected);
  CHECK_EQ(DecodeText(std::string("\xFE\xFF\0G\0r\0\xf6\0\xdf\0e", 12)), expected);
  CHECK_EQ(DecodeText("\x80\x81"), std::string("\xe2\x82\xac\xef\xbf\xbd"));
}

TEST(broken_characters_behind_a_mark_become_replacements) {
  CHECK_EQ(DecodeText("\xEF\xBB\xBF" "a\xe2\x82" "b\xff"), std::string("a\xef\xbf\xbd" "b\xef\xbf\xbd"));
  CHECK_EQ(DecodeText(std::string("\xFF\xFE\x3d\xd8x\0y", 7)), std::string("\xef\xbf\xbdx\xef\xbf\xbd"));
  CHECK_EQ(DecodeText(std::string("\xFF\xFE\x3d\xd8\x00\xde", 6)), std::string("\xf0\x9f\x98\x80"));
}

TEST(white_space_of_every_kind_is_trimmed) {
  CHECK_EQ(TrimmedText(" \t\xc2\xa0 a b\xe2\x80\x83\r\n"), std::string("a b"));
  CHECK_EQ(TrimmedText("\xc2\xa0"), std::string());
  CHECK_EQ(TrimmedText("\xa0" "a\xa0"), std::string("\xa0" "a\xa0"));
}
