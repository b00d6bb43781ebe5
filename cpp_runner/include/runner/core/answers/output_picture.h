// OutputPicture: an output of kind `mask` or `picture` as pixels, with a mask's classes and what they cover.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_ANSWERS_OUTPUT_PICTURE_H_
#define RUNNER_CORE_ANSWERS_OUTPUT_PICTURE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"
#include "runner/core/pictures/picture.h"
#include "runner/core/pictures/png_encoder.h"

namespace runner {

// A class that occurs in a mask.
struct MaskClass {
  int64_t index = 0;
  std::string label;  // "" = it has none
  std::string color;  // "#RRGGBB"
  double share = 0.0;  // of the points
};

struct OutputPicture {
  Picture picture;              // of a mask the numbers of colours
  std::vector<Rgba> palette;    // of a mask
  std::vector<MaskClass> legend;  // of a mask: the largest share first, equal ones by index
};

// An output of kind `mask` or `picture`, at its own size; nothing for other kinds, and for shapes that are none of a
// picture. Channels are last, or first where the contract's picture input has them first and labels do not tell otherwise.
std::optional<OutputPicture> RenderOutput(const Contract& contract, size_t output, const Tensor& tensor, const Quantization& quantization);

// The colour of a box's class: the palette's, or one as masks have them, but for the background.
Rgba ClassColor(const Contract& contract, int64_t index);

// The colour of a mask's class without one of its own: apart in hue from the ones before.
Rgba StandardColor(int64_t index);

}  // namespace runner

#endif  // RUNNER_CORE_ANSWERS_OUTPUT_PICTURE_H_
