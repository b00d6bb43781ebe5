// RawInput: one input as it came, before preprocessing: pixels, sound, numbers or an exact tensor.
// Thread rule: plain values, owned by one thread at a time.
#ifndef RUNNER_CORE_PREPROCESS_RAW_INPUT_H_
#define RUNNER_CORE_PREPROCESS_RAW_INPUT_H_

#include "runner/core/base/tensor.h"
#include "runner/core/pictures/picture.h"

namespace runner {

// The codes are those of a pipe block's `form`.
enum class RawInputForm { kTensor = 0, kPixels = 1, kSound = 2, kNumbers = 3 };

// Which fields count depends on `form`.
struct RawInput {
  RawInputForm form = RawInputForm::kTensor;
  Picture picture;      // kPixels; kTensor: the picture that was made to it, where that is still needed
  Tensor tensor;        // kTensor: any type; kSound: float32 [samples], mono; kNumbers: before mean and std
  int sample_rate = 0;  // kSound: Hz
};

}  // namespace runner

#endif  // RUNNER_CORE_PREPROCESS_RAW_INPUT_H_
