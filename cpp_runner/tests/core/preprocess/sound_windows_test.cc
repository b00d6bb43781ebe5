#include "runner/core/preprocess/sound_windows.h"

#include "check.h"

using namespace runner;
using runner_test::MakeTensor;
using runner_test::Values;
using runner_test::Why;

namespace {

ContractInput Sound(float hop) {
  ContractInput input;
  input.name = "sound";
  input.kind = InputKind::kAudio;
  input.sample_rate = 100;
  input.hop_seconds = hop;
  return input;
}

RawInput Ramp(int64_t count, int rate) {
  std::vector<float> samples;
  for (int64_t i = 0; i < count; ++i) samples.push_back(static_cast<float>(i));
  RawInput raw;
  raw.form = RawInputForm::kSound;
  raw.sample_rate = rate;
  raw.tensor = MakeTensor<float>(ElementType::kFloat32, {count}, samples);
  return raw;
}

std::vector<size_t> Starts(float hop, int64_t count) {
  return MUST(CutWindows(Sound(hop), {1, 100}, Ramp(count, 100))).starts;
}

}  // namespace

TEST(one_window_follows_the_other_and_the_last_ends_with_the_sound) {
  const SoundWindows windows = MUST(CutWindows(Sound(0.0f), {1, 100, 1}, Ramp(250, 100)));
  CHECK_EQ(windows.starts, (std::vector<size_t>{0, 100, 200}));
  CHECK_EQ(windows.EndOf(1), size_t{200});
  CHECK_EQ(windows.EndOf(2), size_t{250});
  const std::vector<float> last = Values<float>(windows.At(2).tensor);
  CHECK_EQ(last.size(), size_t{50});
  CHECK_EQ(last[0], 200.0f);
  CHECK_EQ(windows.At(2).sample_rate, 100);
}

TEST(windows_overlap_by_the_contracts_hop) {
  CHECK_EQ(Starts(0.5f, 200), (std::vector<size_t>{0, 50, 100}));
  CHECK_EQ(Starts(0.5f, 220), (std::vector<size_t>{0, 50, 100, 150}));
  CHECK_EQ(Starts(3.0f, 350), (std::vector<size_t>{0, 300}));
}

TEST(a_rest_of_a_tenth_is_no_window_of_its_own) {
  CHECK(Starts(0.0f, 100).empty());
  CHECK(Starts(0.0f, 110).empty());
  CHECK_EQ(Starts(0.0f, 111), (std::vector<size_t>{0, 100}));
  CHECK_EQ(Starts(0.0f, 205), (std::vector<size_t>{0, 100}));
}

TEST(windows_are_cut_at_the_inputs_own_rate) {
  const SoundWindows windows = MUST(CutWindows(Sound(0.0f), {100}, Ramp(500, 200)));
  CHECK_EQ(windows.starts, (std::vector<size_t>{0, 100, 200}));
  CHECK_EQ(windows.samples.size(), size_t{250});
}

TEST(an_open_length_and_other_things_than_sounds_have_no_windows) {
  CHECK(MUST(CutWindows(Sound(0.0f), {1, -1}, Ramp(500, 100))).starts.empty());
  CHECK(MUST(CutWindows(Sound(0.0f), {1, 10, 10}, Ramp(500, 100))).starts.empty());
  RawInput numbers = Ramp(500, 100);
  numbers.form = RawInputForm::kTensor;
  CHECK(MUST(CutWindows(Sound(0.0f), {1, 100}, numbers)).starts.empty());
  CHECK(MUST(CutWindows(Sound(0.0f), {1, 100}, Ramp(500, 0))).starts.empty());
}

TEST(too_many_windows_are_refused) {
  CHECK_CONTAINS(Why(CutWindows(Sound(0.01f), {1, 100}, Ramp(200000, 100))), "100,000 windows");
}
