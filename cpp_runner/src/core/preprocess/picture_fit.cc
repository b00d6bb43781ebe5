#include "runner/core/preprocess/picture_fit.h"

#include <algorithm>

namespace runner {
namespace {

// `length * numerator / denominator` to the nearest, at least 1.
int64_t ScaledLength(int64_t length, int64_t numerator, int64_t denominator) {
  return std::max<int64_t>((length * numerator * 2 + denominator) / (denominator * 2), 1);
}

}  // namespace

PictureFit FitOf(Fit fit, int64_t picture_width, int64_t picture_height, int64_t width, int64_t height) {
  PictureFit out{picture_width, picture_height, width, height, width, height, 0, 0};
  // The picture is the wider one of the two: its height decides when it must cover, its width when it must fit.
  const bool wider = picture_width * height > picture_height * width;
  if (fit == Fit::kCrop) {
    if (wider) out.full_width = std::max(ScaledLength(picture_width, height, picture_height), width);
    if (!wider) out.full_height = std::max(ScaledLength(picture_height, width, picture_width), height);
    out.left = -((out.full_width - width) / 2);
    out.top = -((out.full_height - height) / 2);
  } else if (fit == Fit::kLetterbox) {
    if (wider) out.full_height = std::min(ScaledLength(picture_height, width, picture_width), height);
    if (!wider) out.full_width = std::min(ScaledLength(picture_width, height, picture_height), width);
    out.left = (width - out.full_width) / 2;
    out.top = (height - out.full_height) / 2;
  }
  return out;
}

std::optional<PictureFit> FitOfInput(const ContractInput& input, const RawInput& raw, const Shape& entered) {
  if (input.kind != InputKind::kImage || entered.size() < 3 || entered.size() > 4) return std::nullopt;
  const size_t first = entered.size() == 4 && input.layout == Layout::kNchw ? 2 : 1;
  const int64_t height = std::max<int64_t>(entered[first], 1);
  const int64_t width = std::max<int64_t>(entered[first + 1], 1);
  if (raw.picture.width < 1 || raw.picture.height < 1) return FitOf(Fit::kStretch, width, height, width, height);
  return FitOf(input.fit, raw.picture.width, raw.picture.height, width, height);
}

}  // namespace runner
