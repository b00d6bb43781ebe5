// Sounds: reading them from .wav files, and resampling.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_SOUNDS_RESAMPLE_H_
#define RUNNER_SRC_CORE_SOUNDS_RESAMPLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/preprocess/preprocess.h"

namespace runner {

// Rates that a file may have, in Hz: from an eighth of what a telephone transmits to four times what studios use. A lower
// one would make hours of a small file: 20 KB at 1 Hz are 160 million samples at 16 kHz.
constexpr int kMinFileRate = 1000;
constexpr int kMaxSampleRate = 768000;

// Whether a sound at `from` Hz may become one at `to` Hz: at most 64 times as many samples, more than any two rates in use.
constexpr bool MayResample(int from, int to) {
  return from >= 1 && from <= kMaxSampleRate && to >= 1 && to <= kMaxSampleRate && to / 64 <= from;
}
constexpr size_t kMaxSamples = size_t{1} << 28;  // 1 GiB of float32

// Which axis of an input's shape counts samples; -1 when it is not that of a sound: [n], [1, n] or [1, n, 1].
int SampleAxis(const Shape& shape);

bool IsWav(std::string_view bytes);
// A .wav file's channels mixed to one: whole numbers of 8, 16, 24 or 32 bits, floats of 32 or 64. `name` is what failures
// call it.
Result<RawInput> DecodeWav(std::string_view bytes, const std::string& name);

// The first `most` samples of the sound at `to` Hz, fewer when it ends before. Linear phase: nothing is delayed. Above
// 0.45 of the lower rate nothing is promised; what would alias is 80 dB down.
std::vector<float> Resample(const float* samples, size_t count, int from, int to, size_t most);

// How many samples Resample has when it is not cut.
size_t ResampledLength(size_t count, int from, int to);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_SOUNDS_RESAMPLE_H_
