#include "runner/core/preprocess/picture_resize.h"

#include "check.h"

using namespace runner;
using Pixels = std::vector<uint8_t>;

namespace {

// 8-bit numbers that grow by `step` and wrap.
Picture Counting(int width, int height, int channels, int step) {
  Picture picture{width, height, channels, {}};
  for (int i = 0; i < width * height * channels; ++i) picture.pixels.push_back(static_cast<uint8_t>(i * step));
  return picture;
}

Picture Single(int width, int height, const Pixels& color) {
  Picture picture{width, height, static_cast<int>(color.size()), {}};
  for (int i = 0; i < width * height; ++i) picture.pixels.insert(picture.pixels.end(), color.begin(), color.end());
  return picture;
}

}  // namespace

// The expected numbers are Pillow's: Image.resize(size, BILINEAR).
TEST(reducing_gives_pillows_pixels) {
  const Picture small = Resize(Counting(7, 5, 3, 37), 3, 2);
  CHECK_EQ(small.width, 3);
  CHECK_EQ(small.height, 2);
  CHECK_EQ(small.pixels,
           (Pixels{104, 86, 123, 146, 123, 100, 123, 160, 142, 105, 104, 141, 145, 122, 118, 141, 161, 131}));
}

TEST(enlarging_gives_pillows_pixels) {
  const Picture large = Resize(Counting(7, 5, 3, 37), 9, 8);
  const Pixels first_row = {0,   37,  74,  74, 111, 148, 160, 84, 121, 190, 28,  65,  77, 114,
                            151, 163, 200, 38, 107, 144, 68,  80, 117, 154, 154, 191, 228};
  const Pixels last_row = {32,  69,  106, 106, 143, 180, 129, 116, 153, 110, 60,  97,  109, 146,
                           183, 195, 120, 70,  139, 113, 100, 112, 149, 138, 186, 223, 116};
  CHECK_EQ(Pixels(large.pixels.begin(), large.pixels.begin() + 27), first_row);
  CHECK_EQ(Pixels(large.pixels.begin() + 6 * 27, large.pixels.begin() + 7 * 27), last_row);
}

TEST(one_axis_may_shrink_while_the_other_grows) {
  const Picture picture = Resize(Counting(6, 4, 1, 53), 4, 5);
  CHECK_EQ(picture.pixels,
           (Pixels{20, 94, 171, 85, 63, 137, 154, 61, 113, 173, 107, 82, 163, 166, 77, 132, 206, 110, 101, 175}));
}

TEST(the_same_size_changes_nothing) {
  const Picture picture = Counting(5, 4, 4, 29);
  CHECK_EQ(Resize(picture, 5, 4).pixels, picture.pixels);
  CHECK_EQ(FitPicture(picture, Fit::kCrop, 5, 4).pixels, picture.pixels);
  CHECK_EQ(FitPicture(picture, Fit::kLetterbox, 5, 4).pixels, picture.pixels);
}

TEST(a_single_colour_stays_that_colour_at_every_size) {
  const Picture picture = Single(13, 7, {255, 0, 128});
  for (const int size : {1, 2, 6, 7, 13, 50}) {
    CHECK_EQ(Resize(picture, size, size).pixels, Single(size, size, {255, 0, 128}).pixels);
  }
}

TEST(extreme_proportions_take_little_memory) {
  const Picture tall = Single(1, 2'000'000, {9});
  CHECK_EQ(Resize(tall, 3, 2).pixels, Pixels(6, 9));
  CHECK_EQ(FitPicture(tall, Fit::kCrop, 64, 64).pixels, Pixels(64 * 64, 9));
  const Picture boxed = FitPicture(tall, Fit::kLetterbox, 3, 3);
  CHECK_EQ(boxed.pixels, (Pixels{0, 9, 0, 0, 9, 0, 0, 9, 0}));
}

TEST(a_crop_cuts_the_centre) {
  Picture picture{8, 2, 1, {}};
  for (int y = 0; y < 2; ++y) {
    for (int x = 0; x < 8; ++x) picture.pixels.push_back(static_cast<uint8_t>(x));
  }
  CHECK_EQ(FitPicture(picture, Fit::kCrop, 2, 2).pixels, (Pixels{3, 4, 3, 4}));
  CHECK_EQ(FitPicture(picture, Fit::kCrop, 4, 2).pixels, (Pixels{2, 3, 4, 5, 2, 3, 4, 5}));
}

TEST(a_crop_is_the_whole_enlargement_cut) {
  const Picture picture = Counting(11, 5, 3, 41);
  const Picture whole = Resize(picture, 22, 10);
  const Picture cut = FitPicture(picture, Fit::kCrop, 6, 10);
  for (size_t y = 0; y < 10; ++y) {
    for (size_t i = 0; i < 18; ++i) CHECK_EQ(cut.pixels[y * 18 + i], whole.pixels[y * 66 + 24 + i]);
  }
}

TEST(a_letterbox_is_centred_on_black) {
  const Picture wide = FitPicture(Single(4, 2, {7}), Fit::kLetterbox, 4, 4);
  CHECK_EQ(wide.pixels, (Pixels{0, 0, 0, 0, 7, 7, 7, 7, 7, 7, 7, 7, 0, 0, 0, 0}));
  const Picture tall = FitPicture(Single(2, 4, {7}), Fit::kLetterbox, 4, 4);
  CHECK_EQ(tall.pixels, (Pixels{0, 7, 7, 0, 0, 7, 7, 0, 0, 7, 7, 0, 0, 7, 7, 0}));
}

TEST(stretch_ignores_the_proportions) {
  CHECK_EQ(FitPicture(Single(2, 8, {7}), Fit::kStretch, 3, 1).pixels, Pixels(3, 7));
}
