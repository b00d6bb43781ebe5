// BatchPlan: how the shape of an array meets that of a model, with or without a batch axis, with one sample or several.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_BASE_BATCH_PLAN_H_
#define RUNNER_CORE_BASE_BATCH_PLAN_H_

#include <cstdint>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"

namespace runner {

// How an array meets a model: `runs` slices along its first axis, each of `sample_shape` (the model's rank, no unknown
// size). One run takes the whole array.
struct BatchPlan {
  int64_t runs = 1;
  Shape sample_shape;
};

// Equal shape first; then a missing batch axis; then N samples for a model whose batch is 1, stacked as [N, ...] or
// [N, 1, ...]. Unknown sizes of the model match anything.
Result<BatchPlan> PlanBatch(const Shape& model, const Shape& array);

}  // namespace runner

#endif  // RUNNER_CORE_BASE_BATCH_PLAN_H_
