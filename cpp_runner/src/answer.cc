#include "runner/answer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "elements.h"
#include "runner/quantize.h"

namespace runner {
namespace {

constexpr int64_t kMaxValues = 64;  // larger outputs are named without their numbers

// The index of the first output that is ranked; the number of outputs when there is none.
size_t RankedOutput(const Contract& contract) {
  size_t index = 0;
  while (index < contract.outputs.size() && contract.outputs[index].kind != OutputKind::kClasses) ++index;
  return index;
}

void WriteValues(JsonWriter& json, const Tensor& tensor, const Quantization& quantization) {
  json.Key("values").BeginArray();
  const bool scaled = quantization.active() && IsInteger(tensor.type);
  const Tensor real = scaled ? Dequantize(tensor, quantization) : tensor;
  // Each in its own precision: 0.1 of a float32 is written 0.1.
  ForEach(real, [&json](auto value) {
    using T = decltype(value);
    if constexpr (std::is_same_v<T, double>) {
      json.Double(value);
    } else if constexpr (std::is_same_v<T, float> || std::is_same_v<T, Half>) {
      json.Float(ToFloat(value));
    } else {
      json.Int(static_cast<int64_t>(value));
    }
  });
  json.EndArray();
}

void WriteOutputs(JsonWriter& json, const Contract& contract, const std::vector<Tensor>& outputs,
                  const std::vector<TensorSpec>& specs) {
  json.Key("outputs").BeginObject();
  const size_t count = std::min({contract.outputs.size(), outputs.size(), specs.size()});
  for (size_t i = 0; i < count; ++i) {
    const Tensor& tensor = outputs[i];
    json.Key(contract.outputs[i].name).BeginObject();
    json.Key("shape").BeginArray();
    for (const int64_t size : tensor.shape) json.Int(size);
    json.EndArray();
    json.Key("dtype").String(ElementName(tensor.type));
    const int64_t elements = ElementCount(tensor.shape);
    if (elements >= 0 && elements <= kMaxValues) WriteValues(json, tensor, specs[i].quantization);
    json.EndObject();
  }
  json.EndObject();
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

std::vector<ClassScore> RankClasses(const Contract& contract, const std::vector<Tensor>& outputs,
                                    const std::vector<TensorSpec>& specs) {
  const size_t index = RankedOutput(contract);
  if (index >= contract.outputs.size() || index >= outputs.size() || index >= specs.size()) return {};
  const std::vector<double> values = ToDoubles(outputs[index], specs[index].quantization);
  // Ranked before the softmax, in which small values become equal.
  std::vector<ClassScore> ranked = TopK(values, contract.outputs[index].top);
  if (contract.outputs[index].activation == Activation::kSoftmax) {
    const std::vector<double> shares = Softmax(values);
    for (ClassScore& entry : ranked) entry.score = shares[static_cast<size_t>(entry.index)];
  }
  return ranked;
}

const std::string* ClassLabel(const Contract& contract, int64_t index) {
  const size_t output = RankedOutput(contract);
  if (output >= contract.outputs.size()) return nullptr;
  const std::vector<std::string>& labels = contract.outputs[output].labels;
  return index >= 0 && static_cast<size_t>(index) < labels.size() ? &labels[static_cast<size_t>(index)] : nullptr;
}

void WriteAnswer(JsonWriter& json, const Contract& contract, const std::vector<Tensor>& outputs,
                 const std::vector<TensorSpec>& specs, double ms, const std::string* file) {
  json.BeginObject();
  if (file != nullptr) json.Key("file").String(*file);
  json.Key("ms").Double(std::round(ms * 1000.0) / 1000.0);
  json.Key("top").BeginArray();
  for (const ClassScore& score : RankClasses(contract, outputs, specs)) {
    json.BeginObject();
    json.Key("index").Int(score.index);
    json.Key("label");
    if (const std::string* label = ClassLabel(contract, score.index)) {
      json.String(*label);
    } else {
      json.Null();
    }
    json.Key("score").Float(static_cast<float>(score.score));
    json.EndObject();
  }
  json.EndArray();
  WriteOutputs(json, contract, outputs, specs);
  json.EndObject();
}

}  // namespace runner
