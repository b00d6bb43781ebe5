// PictureFit: where a picture of some size lies on the pixels of an input, and the way back from there.
// Preprocessing puts pictures there, and boxes and points are brought back by the same numbers.
// Thread rule: plain values; functions without state.
#ifndef RUNNER_CORE_PREPROCESS_PICTURE_FIT_H_
#define RUNNER_CORE_PREPROCESS_PICTURE_FIT_H_

#include <cstdint>
#include <optional>

#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"
#include "runner/core/preprocess/raw_input.h"

namespace runner {

// The whole picture becomes full_width x full_height, and its left upper corner lies at left, top: positive behind the bars
// of a letterbox, negative where a crop cuts.
struct PictureFit {
  int64_t picture_width = 1;  // the file's own
  int64_t picture_height = 1;
  int64_t width = 1;  // the input's
  int64_t height = 1;
  int64_t full_width = 1;
  int64_t full_height = 1;
  int64_t left = 0;
  int64_t top = 0;

  // A place on the input's pixels as one on the picture's own.
  double PictureX(double x) const {
    return (x - static_cast<double>(left)) * static_cast<double>(picture_width) / static_cast<double>(full_width);
  }
  double PictureY(double y) const {
    return (y - static_cast<double>(top)) * static_cast<double>(picture_height) / static_cast<double>(full_height);
  }
};

// How a picture is made to fit, as `fit` says (docs/runner.md). All sizes are at least 1.
PictureFit FitOf(Fit fit, int64_t picture_width, int64_t picture_height, int64_t width, int64_t height);

// The same of one input, from what was given to it and the shape of what entered the model. Numbers that were given in place
// of a picture lie where they are; nothing where the input takes no pictures.
std::optional<PictureFit> FitOfInput(const ContractInput& input, const RawInput& raw, const Shape& entered);

}  // namespace runner

#endif  // RUNNER_CORE_PREPROCESS_PICTURE_FIT_H_
