#include "core/sounds/resample.h"

#include <cmath>

#include "check.h"
#include "runner/core/preprocess/preprocess.h"

using namespace runner;
using runner_test::MakeTensor;
using runner_test::Values;
using runner_test::Why;
using E = ElementType;
using Floats = std::vector<float>;

namespace {

Floats Sine(size_t count, double frequency, int rate) {
  Floats samples;
  for (size_t i = 0; i < count; ++i) {
    samples.push_back(
        static_cast<float>(std::sin(2.0 * 3.14159265358979323846 * frequency * static_cast<double>(i) / rate)));
  }
  return samples;
}

// The largest difference away from the ends, where the silence outside is heard.
double Difference(const Floats& found, const Floats& expected, size_t margin) {
  double largest = 0.0;
  for (size_t i = margin; i + margin < found.size() && i < expected.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(found[i]) - static_cast<double>(expected[i])));
  }
  return largest;
}

RawInput Sound(const Floats& samples, int rate) {
  RawInput given;
  given.form = RawInputForm::kSound;
  given.tensor = MakeTensor<float>(E::kFloat32, {static_cast<int64_t>(samples.size())}, samples);
  given.sample_rate = rate;
  return given;
}

ContractInput Input(const Shape& shape, int rate) {
  ContractInput input;
  input.name = "x";
  input.kind = InputKind::kAudio;
  input.dtype = E::kFloat32;
  input.shape = shape;
  input.sample_rate = rate;
  return input;
}

}  // namespace

TEST(tones_below_the_limit_stay_what_they_are_at_any_rate) {
  const int rates[][2] = {{44100, 16000}, {16000, 44100}, {48000, 16000}, {8000, 16000}, {16000, 8000}, {44101, 16000}};
  for (const auto& rate : rates) {
    const double frequency = 0.2 * std::min(rate[0], rate[1]);
    const Floats in = Sine(static_cast<size_t>(rate[0]) / 4, frequency, rate[0]);
    const Floats out = Resample(in.data(), in.size(), rate[0], rate[1], SIZE_MAX);
    CHECK_EQ(out.size(), ResampledLength(in.size(), rate[0], rate[1]));
    const double difference = Difference(out, Sine(out.size(), frequency, rate[1]), 300);
    if (difference > 1e-4) CHECK_EQ(difference, 0.0);
  }
}

TEST(tones_above_the_limit_vanish) {
  const Floats in = Sine(24000, 10000, 48000);
  const Floats out = Resample(in.data(), in.size(), 48000, 16000, SIZE_MAX);
  const double left = Difference(out, Floats(out.size(), 0.0f), 100);
  if (left > 1e-4) CHECK_EQ(left, 0.0);
}

TEST(a_constant_stays_the_same) {
  const Floats in(4000, 0.5f);
  const Floats out = Resample(in.data(), in.size(), 22050, 16000, SIZE_MAX);
  CHECK(Difference(out, Floats(out.size(), 0.5f), 100) < 1e-6);
}

TEST(the_same_rate_changes_nothing) {
  const Floats in = {0.5f, -0.25f, 1.0f};
  CHECK_EQ(Resample(in.data(), in.size(), 16000, 16000, SIZE_MAX), in);
  CHECK_EQ(Resample(in.data(), in.size(), 16000, 16000, 2), (Floats{0.5f, -0.25f}));
}

TEST(a_cut_sound_is_the_beginning_of_the_whole) {
  const Floats in = Sine(8000, 440, 44100);
  const Floats whole = Resample(in.data(), in.size(), 44100, 16000, SIZE_MAX);
  const Floats cut = Resample(in.data(), in.size(), 44100, 16000, 100);
  CHECK_EQ(cut, Floats(whole.begin(), whole.begin() + 100));
}

TEST(short_sounds_get_silence_behind_and_long_ones_are_cut) {
  const RawInput given = Sound({0.5f, -0.5f, 0.25f}, 16000);
  const Tensor padded = MUST(Preprocess(Input({1, 5}, 16000), nullptr, given));
  CHECK_EQ(padded.shape, (Shape{1, 5}));
  CHECK_EQ(Values<float>(padded), (Floats{0.5f, -0.5f, 0.25f, 0.0f, 0.0f}));
  const Tensor cut = MUST(Preprocess(Input({1, 2, 1}, 16000), nullptr, given));
  CHECK_EQ(cut.shape, (Shape{1, 2, 1}));
  CHECK_EQ(Values<float>(cut), (Floats{0.5f, -0.5f}));
  CHECK_EQ(MUST(Preprocess(Input({4}, 16000), nullptr, given)).shape, Shape{4});
}

TEST(an_unknown_length_takes_the_sounds_own) {
  const RawInput given = Sound(Floats(441, 0.0f), 44100);
  CHECK_EQ(MUST(Preprocess(Input({1, -1}, 16000), nullptr, given)).shape, (Shape{1, 160}));
  CHECK_EQ(MUST(Preprocess(Input({-1}, 8000), nullptr, given)).shape, Shape{80});
}

TEST(sounds_for_quantized_inputs_are_quantized) {
  const TensorSpec spec = {"x", E::kInt8, {1, 3}, {0.0078125f, 0}};
  const Tensor tensor = MUST(Preprocess(Input({1, 3}, 16000), &spec, Sound({0.5f, -1.0f}, 16000)));
  CHECK_EQ(Values<int8_t>(tensor), (std::vector<int8_t>{64, -128, 0}));
}

TEST(samples_are_scaled_where_the_contract_says_so) {
  ContractInput input = Input({1, 2}, 16000);
  input.std = {1.0f / 32768.0f};
  CHECK_EQ(Values<float>(MUST(Preprocess(input, nullptr, Sound({0.5f, -1.0f}, 16000)))), (Floats{16384.0f, -32768.0f}));
}

TEST(what_is_not_a_sound_is_refused) {
  const RawInput given = Sound({0.5f}, 16000);
  CHECK_CONTAINS(Why(Preprocess(Input({1, 49, 10, 1}, 16000), nullptr, given)), "1 x 49 x 10 x 1");
  CHECK_CONTAINS(Why(Preprocess(Input({1, 2}, 16000), nullptr, Sound({0.5f}, 0))), "0 samples a second");
  CHECK_CONTAINS(Why(Preprocess(Input({1, 2}, 16000), nullptr, Sound({0.5f}, 2000000000))),
                 "2000000000 samples a second");
  CHECK_CONTAINS(Why(Preprocess(Input({1, 2}, 16000), nullptr, Sound({}, 16000))), "at least one");
  ContractInput picture = Input({1, 8, 8, 3}, 16000);
  picture.kind = InputKind::kImage;
  CHECK_CONTAINS(Why(Preprocess(picture, nullptr, given)), "A sound was given and the input takes a picture");
  RawInput stereo = given;
  stereo.tensor.shape = {1, 1};
  CHECK_CONTAINS(Why(Preprocess(Input({1, 2}, 16000), nullptr, stereo)), "one channel");
}
