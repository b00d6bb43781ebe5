#include "runner/core/answers/class_scores.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "runner/core/base/quantization.h"

namespace runner {
namespace {

// Of one number that is the second class's share both classes, the one that it speaks for first.
std::vector<ClassScore> YesOrNo(double share, const ContractOutput& output) {
  std::vector<ClassScore> ranked = {{0, 1.0 - share}, {1, share}};
  if (share >= static_cast<double>(output.threshold)) std::swap(ranked[0], ranked[1]);
  ranked.resize(output.top < 2 ? 1 : 2);
  return ranked;
}

}  // namespace

std::vector<double> Softmax(const std::vector<double>& logits) {
  if (logits.empty()) return {};
  const double largest = *std::max_element(logits.begin(), logits.end());
  std::vector<double> scores;
  double sum = 0.0;
  for (const double logit : logits) {
    // Where the largest is infinite, it alone has a share: the difference would be NaN.
    scores.push_back(logit == largest ? 1.0 : std::exp(logit - largest));
    sum += scores.back();
  }
  for (double& score : scores) score /= sum;
  return scores;
}

std::vector<double> Sigmoid(const std::vector<double>& logits) {
  std::vector<double> scores;
  for (const double logit : logits) scores.push_back(1.0 / (1.0 + std::exp(-logit)));
  return scores;
}

std::vector<double> Activate(const std::vector<double>& values, Activation activation) {
  switch (activation) {
    case Activation::kNone: return values;
    case Activation::kSoftmax: return Softmax(values);
    case Activation::kSigmoid: return Sigmoid(values);
  }
  return values;
}

std::vector<ClassScore> TopK(const std::vector<double>& scores, int k) {
  std::vector<ClassScore> ranked;
  for (size_t i = 0; i < scores.size(); ++i) ranked.push_back({static_cast<int64_t>(i), scores[i]});
  const size_t count = std::min(ranked.size(), static_cast<size_t>(std::max(k, 0)));
  const auto better = [](const ClassScore& left, const ClassScore& right) {
    const bool left_nan = std::isnan(left.score);
    const bool right_nan = std::isnan(right.score);
    if (left_nan != right_nan) return right_nan;
    if (!left_nan && left.score != right.score) return left.score > right.score;
    return left.index < right.index;
  };
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(count), ranked.end(), better);
  ranked.resize(count);
  return ranked;
}

size_t RankedOutput(const Contract& contract) {
  const auto ranked = [](const ContractOutput& output) {
    return output.kind == OutputKind::kClasses || output.kind == OutputKind::kLabels;
  };
  const auto found = std::find_if(contract.outputs.begin(), contract.outputs.end(), ranked);
  return static_cast<size_t>(found - contract.outputs.begin());
}

std::vector<double> MeanScores(const Prediction& prediction, size_t output, const Quantization& quantization,
                           Activation activation) {
  if (prediction.windows.empty()) return Activate(ToDoubles(prediction.outputs[output], quantization), activation);
  std::vector<double> sums;
  for (const Prediction::Window& window : prediction.windows) {
    const std::vector<double> scores = Activate(ToDoubles(window.outputs[output], quantization), activation);
    sums.resize(scores.size());
    for (size_t i = 0; i < scores.size(); ++i) sums[i] += scores[i];
  }
  for (double& sum : sums) sum /= static_cast<double>(prediction.windows.size());
  return sums;
}

std::vector<ClassScore> RankClasses(const Contract& contract, const Prediction& prediction,
                                    const std::vector<TensorSpec>& specs) {
  const size_t index = RankedOutput(contract);
  if (index >= contract.outputs.size()) return {};
  const ContractOutput& output = contract.outputs[index];
  const Quantization& quantization = specs[index].quantization;
  std::vector<double> scores = MeanScores(prediction, index, quantization, output.activation);
  if (output.kind == OutputKind::kClasses && scores.size() == 1) return YesOrNo(scores[0], output);
  // One run is ranked before the activation, in which small values become equal.
  std::vector<ClassScore> ranked =
      TopK(prediction.windows.empty() ? ToDoubles(prediction.outputs[index], quantization) : scores, output.top);
  for (ClassScore& entry : ranked) {
    entry.score = scores[static_cast<size_t>(entry.index)];
    entry.present = entry.score >= static_cast<double>(output.threshold);
  }
  return ranked;
}

const std::string* ClassLabel(const Contract& contract, int64_t index) {
  const size_t output = RankedOutput(contract);
  if (output >= contract.outputs.size()) return nullptr;
  const std::vector<std::string>& labels = contract.outputs[output].labels;
  return index >= 0 && static_cast<size_t>(index) < labels.size() ? &labels[static_cast<size_t>(index)] : nullptr;
}

}  // namespace runner
