// Scores of classes: activations, the best of them, and the means of a sound's windows.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_ANSWERS_CLASS_SCORES_H_
#define RUNNER_CORE_ANSWERS_CLASS_SCORES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runner/core/answers/prediction.h"
#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"

namespace runner {

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
std::vector<double> MeanScores(const Prediction& prediction, size_t output, const Quantization& quantization, Activation activation);
// What ranks of that output; empty when there is none. `specs` are in the contract's order. Of several windows the means
// of their scores are ranked. One number of kind `classes` is the share of the second of two: both rank, the second first
// from the threshold on.
std::vector<ClassScore> RankClasses(const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs);
// The label of a class of the ranked output; null where there is none.
const std::string* ClassLabel(const Contract& contract, int64_t index);

}  // namespace runner

#endif  // RUNNER_CORE_ANSWERS_CLASS_SCORES_H_
