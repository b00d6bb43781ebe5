// The answer to one prediction: ranked classes and small outputs as one JSON object (docs/runner.md).
// Thread rule: functions without state.
#ifndef RUNNER_ANSWER_H_
#define RUNNER_ANSWER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "runner/contract.h"
#include "runner/json.h"
#include "runner/tensor.h"

namespace runner {

struct ClassScore {
  int64_t index = 0;
  double score = 0.0;
};

// exp(x) / sum(exp(x)), computed so that large values do not overflow.
std::vector<double> Softmax(const std::vector<double>& logits);

// The k best, best first; equal scores by index, NaN last.
std::vector<ClassScore> TopK(const std::vector<double>& scores, int k);

// What ranks of the first output of kind `classes`; empty when there is none. `outputs` and `specs` are in the
// contract's order.
std::vector<ClassScore> RankClasses(const Contract& contract, const std::vector<Tensor>& outputs,
                                    const std::vector<TensorSpec>& specs);
// The label of a class of the first output of kind `classes`; null where there is none.
const std::string* ClassLabel(const Contract& contract, int64_t index);

// {"file" (where it is not null), "ms", "top", "outputs"}. `outputs` and `specs` are in the contract's order.
void WriteAnswer(JsonWriter& json, const Contract& contract, const std::vector<Tensor>& outputs,
                 const std::vector<TensorSpec>& specs, double ms, const std::string* file);

}  // namespace runner

#endif  // RUNNER_ANSWER_H_
