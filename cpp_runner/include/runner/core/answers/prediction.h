// Prediction: what a model answered to one sample.
// Thread rule: plain values, owned by one thread at a time.
#ifndef RUNNER_CORE_ANSWERS_PREDICTION_H_
#define RUNNER_CORE_ANSWERS_PREDICTION_H_

#include <optional>
#include <vector>

#include "runner/core/base/tensor.h"
#include "runner/core/preprocess/picture_fit.h"

namespace runner {

// Outputs are in the contract's order.
struct Prediction {
  // Of a sound that is longer than the input, one of several.
  struct Window {
    double start = 0.0;  // seconds
    double end = 0.0;
    std::vector<Tensor> outputs;
  };

  std::vector<Tensor> outputs;  // the model's own; with windows, their means as float32
  double ms = 0.0;              // of all runs
  std::vector<Window> windows;  // empty, or two and more
  std::optional<PictureFit> fit = std::nullopt;  // of the first picture that went in
};

}  // namespace runner

#endif  // RUNNER_CORE_ANSWERS_PREDICTION_H_
