// Resamples a sound to another rate.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_SOUNDS_RESAMPLE_H_
#define RUNNER_SRC_CORE_SOUNDS_RESAMPLE_H_

#include <cstddef>
#include <vector>

namespace runner {

// The first `most` samples of the sound at `to` Hz, fewer when it ends before. Linear phase: nothing is delayed. Above
// 0.45 of the lower rate nothing is promised; what would alias is 80 dB down.
std::vector<float> Resample(const float* samples, size_t count, int from, int to, size_t most);

// How many samples Resample has when it is not cut.
size_t ResampledLength(size_t count, int from, int to);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_SOUNDS_RESAMPLE_H_
