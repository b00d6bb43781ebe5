#include "runner/core/base/batch_plan.h"

#include <string>
#include <utility>

namespace runner {
namespace {

Failure MisfitArray(std::string why, std::string remedy) {
  return Failure::Usage("The array does not fit the model's input", std::move(why), std::move(remedy));
}

bool Matches(const Shape& model, const int64_t* sizes, size_t count) {
  if (model.size() != count) return false;
  for (size_t i = 0; i < count; ++i) {
    if (model[i] != sizes[i] && model[i] >= 0) return false;
  }
  return true;
}

}  // namespace

Result<BatchPlan> PlanBatch(const Shape& model, const Shape& array) {
  const Failure mismatch =
      MisfitArray("The model takes " + ShapeText(model) + " and the array is " + ShapeText(array) + ".",
                 "Give one sample in the model's shape, with or without its first axis, or several "
                 "stacked along the first axis.");
  for (const int64_t size : array) {
    if (size < 1) return MisfitArray("It is empty: its shape is " + ShapeText(array) + ".", "Give at least one value.");
  }
  if (Matches(model, array.data(), array.size())) return BatchPlan{1, array};
  if (model.empty()) return mismatch;
  const bool single = model[0] == 1 || model[0] < 0;
  if (!single) return mismatch;
  Shape sample = array;
  sample.insert(sample.begin(), 1);
  if (Matches(model, sample.data(), sample.size())) return BatchPlan{1, sample};
  if (array.empty()) return mismatch;
  sample = array;
  sample[0] = 1;
  if (Matches(model, sample.data(), sample.size())) return BatchPlan{array[0], sample};
  if (array.size() == model.size() + 1 && array[1] == 1) {
    sample = Shape(array.begin() + 1, array.end());
    if (Matches(model, sample.data(), sample.size())) return BatchPlan{array[0], sample};
  }
  return mismatch;
}

}  // namespace runner
