#include "runner/core/preprocess/preprocess.h"

#include <cmath>

#include "check.h"

using namespace runner;
using runner_test::MakeTensor;
using runner_test::Values;
using runner_test::Why;
using E = ElementType;
using Floats = std::vector<float>;

namespace {

RawInput SoundOf(const Floats& samples, int rate) {
  RawInput raw;
  raw.form = RawInputForm::kSound;
  raw.tensor = MakeTensor<float>(E::kFloat32, {static_cast<int64_t>(samples.size())}, samples);
  raw.sample_rate = rate;
  return raw;
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

TEST(short_sounds_get_silence_behind_and_long_ones_are_cut) {
  const RawInput raw = SoundOf({0.5f, -0.5f, 0.25f}, 16000);
  const Tensor padded = MUST(Preprocess(Input({1, 5}, 16000), nullptr, raw));
  CHECK_EQ(padded.shape, (Shape{1, 5}));
  CHECK_EQ(Values<float>(padded), (Floats{0.5f, -0.5f, 0.25f, 0.0f, 0.0f}));
  const Tensor cut = MUST(Preprocess(Input({1, 2, 1}, 16000), nullptr, raw));
  CHECK_EQ(cut.shape, (Shape{1, 2, 1}));
  CHECK_EQ(Values<float>(cut), (Floats{0.5f, -0.5f}));
  CHECK_EQ(MUST(Preprocess(Input({4}, 16000), nullptr, raw)).shape, Shape{4});
}

TEST(an_unknown_length_takes_the_sounds_own) {
  const RawInput raw = SoundOf(Floats(441, 0.0f), 44100);
  CHECK_EQ(MUST(Preprocess(Input({1, -1}, 16000), nullptr, raw)).shape, (Shape{1, 160}));
  CHECK_EQ(MUST(Preprocess(Input({-1}, 8000), nullptr, raw)).shape, Shape{80});
}

TEST(sounds_for_quantized_inputs_are_quantized) {
  const TensorSpec spec = {"x", E::kInt8, {1, 3}, {0.0078125f, 0}};
  const Tensor tensor = MUST(Preprocess(Input({1, 3}, 16000), &spec, SoundOf({0.5f, -1.0f}, 16000)));
  CHECK_EQ(Values<int8_t>(tensor), (std::vector<int8_t>{64, -128, 0}));
}

TEST(samples_are_scaled_where_the_contract_says_so) {
  ContractInput input = Input({1, 2}, 16000);
  input.std = {1.0f / 32768.0f};
  CHECK_EQ(Values<float>(MUST(Preprocess(input, nullptr, SoundOf({0.5f, -1.0f}, 16000)))), (Floats{16384.0f, -32768.0f}));
}

TEST(what_is_not_a_sound_is_refused) {
  const RawInput raw = SoundOf({0.5f}, 16000);
  CHECK_CONTAINS(Why(Preprocess(Input({1, 49, 10, 1}, 16000), nullptr, raw)), "1 x 49 x 10 x 1");
  CHECK_CONTAINS(Why(Preprocess(Input({1, 2}, 16000), nullptr, SoundOf({0.5f}, 0))), "0 samples a second");
  CHECK_CONTAINS(Why(Preprocess(Input({1, 2}, 16000), nullptr, SoundOf({0.5f}, 2000000000))),
                 "2000000000 samples a second");
  CHECK_CONTAINS(Why(Preprocess(Input({1, 2}, 16000), nullptr, SoundOf({}, 16000))), "at least one");
  ContractInput picture = Input({1, 8, 8, 3}, 16000);
  picture.kind = InputKind::kImage;
  CHECK_CONTAINS(Why(Preprocess(picture, nullptr, raw)), "A sound was given and the input takes a picture");
  RawInput stereo = raw;
  stereo.tensor.shape = {1, 1};
  CHECK_CONTAINS(Why(Preprocess(Input({1, 2}, 16000), nullptr, stereo)), "one channel");
}
