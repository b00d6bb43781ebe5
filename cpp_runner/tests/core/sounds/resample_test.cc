#include "core/sounds/resample.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "check.h"

using namespace runner;
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
