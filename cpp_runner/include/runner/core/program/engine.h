// Engine: one model, ready to run, whatever runs it.
// Thread rule: an engine is used by one thread at a time.
#ifndef RUNNER_CORE_PROGRAM_ENGINE_H_
#define RUNNER_CORE_PROGRAM_ENGINE_H_

#include <string>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"

namespace runner {

struct RunOutcome {
  std::vector<Tensor> outputs;
  double ms = 0.0;  // of the run itself, without copying data in and out
};

class Engine {
 public:
  virtual ~Engine() = default;

  // In the order of the model's signature; sizes that the model leaves open are -1.
  virtual const std::vector<TensorSpec>& inputs() const = 0;
  virtual const std::vector<TensorSpec>& outputs() const = 0;

  // One run. `inputs` in the order of inputs(), each of its type, its rank and its known sizes. Outputs in the order of
  // outputs(). After a failure the engine can be run again.
  virtual Result<RunOutcome> Run(const std::vector<const Tensor*>& inputs) = 0;

  // Clears what the model keeps from run to run; nothing to do for most models.
  virtual Result<Done> Forget() = 0;
};

}  // namespace runner

#endif  // RUNNER_CORE_PROGRAM_ENGINE_H_
