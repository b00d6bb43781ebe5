// The answer to one prediction: ranked classes, windows and small outputs as one JSON object (docs/runner.md).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_ANSWERS_ANSWER_JSON_H_
#define RUNNER_CORE_ANSWERS_ANSWER_JSON_H_

#include <cstdint>
#include <string>
#include <vector>

#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"
#include "runner/core/formats/json_writer.h"

namespace runner {

// One answer. Outputs are in the contract's order.
struct Prediction {
  // Of a sound that is longer than the input, one of several.
  struct Window {
    double start = 0.0;  // seconds
    double end = 0.0;
    std::vector<Tensor> outputs;
  };

  std::vector<Tensor> outputs;  // the model's own; with windows, their means as float32
  double ms = 0.0;              // of all runs
  std::vector<Window> windows;  // empty, or two and more
};

struct ClassScore {
  int64_t index = 0;
  double score = 0.0;
  bool present = false;  // of several labels at once: the score reaches the contract's threshold
};

// exp(x) / sum(exp(x)), computed so that large values do not overflow.
std::vector<double> Softmax(const std::vector<double>& logits);
// 1 / (1 + exp(-x)) of each.
std::vector<double> Sigmoid(const std::vector<double>& logits);
// What the contract says is done to an output's real values.
std::vector<double> Activate(const std::vector<double>& values, Activation activation);

// The k best, best first; equal scores by index, NaN last.
std::vector<ClassScore> TopK(const std::vector<double>& scores, int k);

// The index of the first output of kind `classes` or `labels`, the one that is ranked; the number of outputs when there
// is none.
size_t RankedOutput(const Contract& contract);
// An output's real values with an activation applied; of several windows the means of what each gives.
std::vector<double> MeanOf(const Prediction& prediction, size_t output, const Quantization& quantization, Activation activation);
// What ranks of that output; empty when there is none. `specs` are in the contract's order. Of several windows the means
// of their scores are ranked.
std::vector<ClassScore> RankClasses(const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs);
// The label of a class of the ranked output; null where there is none.
const std::string* ClassLabel(const Contract& contract, int64_t index);

// What an answer says beside what the model said.
struct AnswerForm {
  const std::string* file = nullptr;                // as it was named
  int64_t row = 0;                                  // of a table, from 1; 0 = none
  bool pictures = false;                            // pictures and masks as "png"
  const std::vector<std::string>* saved = nullptr;  // where an output's picture was saved, one an output; "" = it has none
};

// {"file" and "row" (where there are), "ms", "top", "windows" (where there are), "outputs"}. `specs` are in the
// contract's order.
void WriteAnswer(JsonWriter& json, const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs,
                 const AnswerForm& form);

}  // namespace runner

#endif  // RUNNER_CORE_ANSWERS_ANSWER_JSON_H_
