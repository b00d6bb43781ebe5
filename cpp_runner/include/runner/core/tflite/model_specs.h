// ModelSpecs: what a .tflite file says of its inputs and outputs, read from the file alone.
// Thread rule: functions without state; plain values.
#ifndef RUNNER_CORE_TFLITE_MODEL_SPECS_H_
#define RUNNER_CORE_TFLITE_MODEL_SPECS_H_

#include <string_view>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"

namespace runner {

struct ModelSpecs {
  std::vector<TensorSpec> inputs;
  std::vector<TensorSpec> outputs;
};

// As the native runtime tells them: of the first signature, in the order of its graph, under the signature's names; of a file
// without signatures the first graph's under the names of its tensors. A type that no array here has keeps its number.
Result<ModelSpecs> ReadModelSpecs(std::string_view model);

}  // namespace runner

#endif  // RUNNER_CORE_TFLITE_MODEL_SPECS_H_
