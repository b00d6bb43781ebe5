#include "runner/system/picture_decoder_process.h"

#include <csignal>

#include "check.h"
#include "runner/core/pictures/png_encoder.h"

#ifndef _WIN32
#include <signal.h>
#endif

using namespace runner;
using runner_test::Why;

namespace {

std::string SmallPng() { return PngBytes({2, 1, 3, {1, 2, 3, 4, 5, 6}}, {}); }

// Whether this build has a decoder that somebody else wrote.
bool DecodesApart() { return runner_test::Contains(PictureDecoders(), "png"); }

}  // namespace

#ifndef _WIN32

TEST(a_picture_is_decoded_in_a_process_of_its_own) {
  if (!DecodesApart()) return;
  PictureDecoderProcess pictures;
  CHECK(pictures.id() > 0);
  const Picture picture = MUST(pictures.Decode(SmallPng(), "a.png"));
  CHECK_EQ(picture.width, 2);
  CHECK_EQ(picture.height, 1);
  CHECK_EQ(picture.pixels, (std::vector<uint8_t>{1, 2, 3, 4, 5, 6}));
}

TEST(what_the_decoder_refuses_is_told_as_by_itself) {
  if (!DecodesApart()) return;
  PictureDecoderProcess pictures;
  const std::string damaged = SmallPng().substr(0, 40);
  CHECK_EQ(Why(pictures.Decode(damaged, "a.png")), Why(DecodePicture(damaged, "a.png")));
  CHECK_EQ(Why(pictures.Decode("hello", "a.png")), Why(DecodePicture("hello", "a.png")));
}

TEST(a_decoder_that_crashes_is_one_unreadable_picture) {
  if (!DecodesApart()) return;
  PictureDecoderProcess pictures;
  const int64_t first = pictures.id();
  for (const int number : {SIGSEGV, SIGABRT, SIGKILL}) {
    kill(static_cast<pid_t>(pictures.id()), number);
    CHECK_CONTAINS(Why(pictures.Decode(SmallPng(), "bad.png")), "The picture bad.png cannot be read | Its decoder stopped");
    CHECK_EQ(MUST(pictures.Decode(SmallPng(), "good.png")).pixels.size(), size_t{6});
  }
  CHECK(pictures.id() != first);
}

TEST(a_picture_larger_than_the_socket_comes_through_whole) {
  if (!DecodesApart()) return;
  PictureDecoderProcess pictures;
  Picture large{1000, 700, 3, std::vector<uint8_t>(2'100'000)};
  for (size_t i = 0; i < large.pixels.size(); ++i) large.pixels[i] = static_cast<uint8_t>(i * i / 7);
  CHECK(MUST(pictures.Decode(PngBytes(large, {}), "a.png")).pixels == large.pixels);
}

TEST(a_small_file_that_says_it_is_a_huge_picture_takes_no_memory) {
  if (!DecodesApart()) return;
  std::string bomb = SmallPng();
  bomb.replace(16, 8, std::string("\0\0\x34\0\0\0\x34\0", 8));  // 13,312 x 13,312
  CHECK_CONTAINS(Why(DecodePicture(bomb, "a.png")), "cannot hold them");
  bomb.replace(16, 8, std::string("\0\1\0\0\0\1\0\0", 8));  // 65,536 x 65,536
  CHECK(!DecodePicture(bomb, "a.png").ok());
}

#endif

TEST(formats_of_our_own_need_no_other_process) {
  PictureDecoderProcess pictures;
  CHECK_EQ(MUST(pictures.Decode(std::string("P5 1 1 255\n\x07", 12), "a.pgm")).pixels, std::vector<uint8_t>{7});
}
