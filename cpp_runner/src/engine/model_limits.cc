#include "engine/model_limits.h"

#include <algorithm>

#include "runner/core/tflite/tflite_file.h"
#include "runner/system/crash_handlers.h"
#include "runner/system/resource_limits.h"

namespace runner {

Result<Done> ModelLimits::Read(std::string_view model, int threads) {
  threads_ = threads;
  if (LooksLikeModel(model)) {
    cost_ = CostOf(model);
    RUNNER_TRY(CheckCost(cost_, PhysicalMemory()));
  }
  Set(1.0);
  return Done{};
}

void ModelLimits::GrowWith(const std::vector<TensorSpec>& specs, const std::vector<const Tensor*>& inputs) {
  // Times by which more elements are given than the file has in place of open sizes.
  double growth = 1.0;
  for (size_t i = 0; i < inputs.size(); ++i) {
    double times = 1.0;
    for (size_t axis = 0; axis < inputs[i]->shape.size(); ++axis) {
      if (specs[i].shape[axis] < 0) times *= static_cast<double>(inputs[i]->shape[axis]);
    }
    growth = std::max(growth, times);
  }
  Set(growth);
}

void ModelLimits::Set(double growth) {
  bytes_ = MemoryAllowance(cost_, growth, threads_, PhysicalMemory());
  seconds_ = SecondsAllowance(cost_, growth);
  SetEnding(Ending::kMemoryLimit, MemoryReached(bytes_));
  SetEnding(Ending::kTimeLimit, TimeReached(seconds_));
}

}  // namespace runner
