// Sound: one channel of samples, and the bounds of sounds that are read.
// Thread rule: plain values.
#ifndef RUNNER_SRC_CORE_SOUNDS_SOUND_H_
#define RUNNER_SRC_CORE_SOUNDS_SOUND_H_

#include <cstddef>

#include "runner/core/base/tensor.h"

namespace runner {

struct Sound {
  Tensor samples;       // float32 [samples], mono
  int sample_rate = 0;  // Hz
};

// Rates that a file may have, in Hz: from an eighth of what a telephone transmits to four times what studios use. A lower
// one would make hours of a small file: 20 KB at 1 Hz are 160 million samples at 16 kHz.
constexpr int kMinFileRate = 1000;
constexpr int kMaxSampleRate = 768000;

// Whether a sound at `from` Hz may become one at `to` Hz: at most 64 times as many samples, more than any two rates in use.
constexpr bool MayResample(int from, int to) {
  return from >= 1 && from <= kMaxSampleRate && to >= 1 && to <= kMaxSampleRate && to / 64 <= from;
}
constexpr size_t kMaxSamples = size_t{1} << 28;  // 1 GiB of float32

}  // namespace runner

#endif  // RUNNER_SRC_CORE_SOUNDS_SOUND_H_
