// SoundWindows: the parts into which a sound is cut that is longer than the model's input.
// Thread rule: functions without state; plain values.
#ifndef RUNNER_CORE_PREPROCESS_SOUND_WINDOWS_H_
#define RUNNER_CORE_PREPROCESS_SOUND_WINDOWS_H_

#include <cstddef>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"
#include "runner/core/preprocess/raw_input.h"

namespace runner {

struct SoundWindows {
  std::vector<float> samples;  // the whole sound at the input's rate
  std::vector<size_t> starts;  // in samples; none when one input holds the sound
  size_t length = 0;           // of a window, in samples
  int rate = 0;                // Hz

  // A window as the input is given it; the last may be shorter, and silence follows it then.
  RawInput At(size_t window) const;
  size_t EndOf(size_t window) const;
};

// The contract's hop lies between the starts. What is left behind the last window has one of its own when it is longer
// than a tenth of one. No windows where the input's length is open, and for what is not a sound.
Result<SoundWindows> CutWindows(const ContractInput& input, const Shape& shape, const RawInput& raw);

}  // namespace runner

#endif  // RUNNER_CORE_PREPROCESS_SOUND_WINDOWS_H_
