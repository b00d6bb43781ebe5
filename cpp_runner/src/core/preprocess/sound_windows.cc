#include "runner/core/preprocess/sound_windows.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "core/preprocess/input_encoding.h"
#include "core/sounds/resample.h"
#include "core/sounds/sound.h"

namespace runner {
namespace {

constexpr size_t kMostWindows = 100'000;
constexpr size_t kLeastPart = 10;  // a rest below this part of a window is no sound of its own

}  // namespace

size_t SoundWindows::EndOf(size_t window) const { return std::min(starts[window] + length, samples.size()); }

RawInput SoundWindows::At(size_t window) const {
  const size_t count = EndOf(window) - starts[window];
  RawInput raw;
  raw.form = RawInputForm::kSound;
  raw.sample_rate = rate;
  raw.tensor.type = ElementType::kFloat32;
  raw.tensor.shape = {static_cast<int64_t>(count)};
  raw.tensor.data.resize(count * sizeof(float));
  std::memcpy(raw.tensor.data.data(), samples.data() + starts[window], raw.tensor.data.size());
  return raw;
}

Result<SoundWindows> CutWindows(const ContractInput& input, const Shape& shape, const RawInput& raw) {
  SoundWindows windows;
  const int axis = SampleAxis(shape);
  if (raw.form != RawInputForm::kSound || input.kind != InputKind::kAudio || axis < 0) return windows;
  const int64_t wanted = shape[static_cast<size_t>(axis)];
  const size_t count = raw.tensor.data.size() / sizeof(float);
  const bool usable = MayResample(raw.sample_rate, input.sample_rate);
  if (wanted < 1 || !usable || raw.tensor.type != ElementType::kFloat32) return windows;
  windows.length = static_cast<size_t>(wanted);
  windows.rate = input.sample_rate;
  const size_t whole = ResampledLength(count, raw.sample_rate, input.sample_rate);
  const size_t rest = windows.length / kLeastPart;
  if (whole <= windows.length + rest) return windows;
  const double hop = std::round(static_cast<double>(input.hop_seconds) * input.sample_rate);
  const size_t step = hop < 1.0 ? windows.length : hop > static_cast<double>(whole) ? whole : static_cast<size_t>(hop);
  if (whole > kMaxSamples || whole / step >= kMostWindows) {
    return Failure::Usage("The sound is too long for the input \"" + input.name + "\"",
                          "It would be more than 268 million samples or 100,000 windows.", "Cut it into shorter sounds.");
  }
  windows.samples = Resample(raw.tensor.as<float>(), count, raw.sample_rate, input.sample_rate, whole);
  for (size_t start = 0; start < whole; start += step) {
    const size_t covered = windows.starts.empty() ? 0 : windows.EndOf(windows.starts.size() - 1);
    if (!windows.starts.empty() && whole - covered <= rest) break;
    windows.starts.push_back(start);
  }
  return windows;
}

}  // namespace runner
