// ModelLimits: how much memory and time the runtime gets for a model, by what its file says.
// Thread rule: one thread; what is told when a limit is reached belongs to the process.
#ifndef RUNNER_SRC_ENGINE_MODEL_LIMITS_H_
#define RUNNER_SRC_ENGINE_MODEL_LIMITS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/tflite/model_cost.h"

namespace runner {

class ModelLimits {
 public:
  // Reads what the file asks for; refuses what this machine cannot give.
  Result<Done> Read(std::string_view model, int threads);
  // Follows the sizes of inputs whose sizes the model leaves open.
  void GrowWith(const std::vector<TensorSpec>& specs, const std::vector<const Tensor*>& inputs);

  uint64_t bytes() const { return bytes_; }
  double seconds() const { return seconds_; }

 private:
  void Set(double growth);

  ModelCost cost_;
  int threads_ = 1;
  uint64_t bytes_ = 0;
  double seconds_ = 0.0;
};

}  // namespace runner

#endif  // RUNNER_SRC_ENGINE_MODEL_LIMITS_H_
