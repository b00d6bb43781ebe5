// Preprocess: turns one input as it came into exactly the tensor that enters the model (docs/runner.md).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_PREPROCESS_PREPROCESS_H_
#define RUNNER_CORE_PREPROCESS_PREPROCESS_H_

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"
#include "runner/core/preprocess/raw_input.h"

namespace runner {

// `spec` is null where there is no model; then type and shape are the contract's, and a quantized input is given as
// float32 unless raw_pixels says otherwise. The result is one sample: its shape is the input's, batch axis included,
// with unknown sizes filled in.
Result<Tensor> Preprocess(const ContractInput& input, const TensorSpec* spec, const RawInput& raw);

}  // namespace runner

#endif  // RUNNER_CORE_PREPROCESS_PREPROCESS_H_
