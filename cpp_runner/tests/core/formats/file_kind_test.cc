#include "runner/core/formats/file_kind.h"

#include "check.h"

using runner::FileKind;
using runner::KindOf;

TEST(data_is_told_by_its_first_bytes) {
  const std::pair<std::string_view, FileKind> samples[] = {
      {"\x89PNG\r\n\x1A\n...", FileKind::kPng},     {"\xFF\xD8\xFF\xE0", FileKind::kJpeg}, {"GIF89a", FileKind::kGif},
      {{"MM\0*", 4}, FileKind::kTiff},              {"BM....", FileKind::kBmp},            {"RIFF....WEBPVP8L", FileKind::kWebp},
      {"RF64....WAVEds64", FileKind::kWav},         {"RIFF....AVI ", FileKind::kUnknown},  {"....ftypavif", FileKind::kHeif},
      {"....ftypisom", FileKind::kMp4},             {"P6\n1 1", FileKind::kPnm},           {"P6x", FileKind::kText},
      {"\x93NUMPY\1", FileKind::kNpy},              {"PK\x03\x04", FileKind::kZip},        {" \r\n[1]", FileKind::kJson},
      {"\xEF\xBB\xBF{", FileKind::kJson},           {"a,b\n1,2", FileKind::kText},         {{"\xFF\xFE" "1\0", 4}, FileKind::kText},
      {"", FileKind::kUnknown},                     {" \n", FileKind::kUnknown},           {"a\x01", FileKind::kUnknown},
      {"%PDF-1.4", FileKind::kPdf},                 {"\xE4\xF6;1", FileKind::kText},
      {"BW64....WAVE", FileKind::kWav},             {"RIFF", FileKind::kUnknown},          {{"\xFF\xFE[\0", 4}, FileKind::kJson},
      {{"a\0b", 3}, FileKind::kUnknown},            {"P5 1 1 255 x", FileKind::kPnm},      {"1234ftypheic", FileKind::kHeif},
  };
  for (const auto& [bytes, kind] : samples) CHECK_EQ(KindOf(bytes), kind);
}

TEST(a_character_that_the_look_ends_in_is_no_reason_to_take_the_text_for_an_old_one) {
  CHECK_EQ(KindOf(std::string(511, 'a') + "\xc3\xbc,1"), FileKind::kText);
}

TEST(kinds_are_named_in_words) {
  CHECK_EQ(runner::KindWords(FileKind::kWebp), std::string("a WebP picture"));
  CHECK_EQ(runner::KindWords(FileKind::kUnknown), std::string("something unknown"));
  CHECK(runner::IsPictureKind(FileKind::kHeif));
  CHECK(!runner::IsPictureKind(FileKind::kWav));
}
