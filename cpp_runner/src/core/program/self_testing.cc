#include "runner/core/program/self_testing.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <utility>

#include "core/base/tensor_elements.h"
#include "runner/core/base/quantization.h"
#include "runner/core/formats/json_writer.h"

namespace runner {
namespace {

#if defined(__x86_64__) || defined(_M_X64)
constexpr double kOfRange = 1e-5;
#else
constexpr double kOfRange = 1e-4;  // the expected answers are those of another kind of processor, which sums in another order
#endif
constexpr double kOfLargest = 1e-6;  // where an output hardly varies, its size counts

Failure Damaged(const std::string& why) {
  return Failure::Usage("The self-test's samples cannot be used", why, "Unpack the program again.");
}

Result<const Tensor*> Find(const std::vector<NamedTensor>& arrays, const std::string& name) {
  const auto found = std::find_if(arrays.begin(), arrays.end(), [&](const NamedTensor& array) { return array.name == name; });
  if (found == arrays.end()) return Damaged("They lack \"" + name + "\".");
  return &found->tensor;
}

// Samples are along the first axis, the values of one along the second.
Result<const Tensor*> FindSamples(const std::vector<NamedTensor>& arrays, const std::string& name) {
  RUNNER_ASSIGN(const Tensor* tensor, Find(arrays, name));
  if (tensor->shape.size() != 2 || tensor->shape[0] < 1 || tensor->shape[1] < 1) {
    return Damaged("\"" + name + "\" is " + ShapeText(tensor->shape) + ".");
  }
  return tensor;
}

// A tensor of `shape` made of fewer values: element i of n is value (i * m) / n of m.
Result<Tensor> Stretched(const Tensor& values, int64_t sample, const Shape& shape, const std::string& name) {
  const int64_t count = ElementCount(shape);
  const int64_t kept = values.shape[1];
  constexpr int64_t kMost = int64_t{1} << 31;
  if (count < kept || count > kMost) return Damaged("\"" + name + "\" does not match the size of its shape.");
  const size_t width = ElementSize(values.type);
  Tensor tensor{values.type, shape, std::vector<std::byte>(static_cast<size_t>(count) * width)};
  const std::byte* from = values.data.data() + static_cast<size_t>(sample * kept) * width;
  for (int64_t i = 0; i < count; ++i) {
    std::copy_n(from + static_cast<size_t>(i * kept / count) * width, width, &tensor.data[static_cast<size_t>(i) * width]);
  }
  return tensor;
}

Result<Tensor> SampleOf(const std::vector<NamedTensor>& arrays, const std::string& name, const TensorSpec& spec, int64_t sample) {
  RUNNER_ASSIGN(const Tensor* values, FindSamples(arrays, "in/" + name));
  RUNNER_ASSIGN(const Tensor* sizes, Find(arrays, "shape/" + name));
  if (sizes->type != ElementType::kInt64 || values->type != spec.type || sample >= values->shape[0]) {
    return Damaged("\"" + name + "\" is not what the model takes.");
  }
  Shape shape;
  ForEach(*sizes, [&](auto size) { shape.push_back(static_cast<int64_t>(ToDouble(size))); });
  bool fits = shape.size() == spec.shape.size();
  for (size_t i = 0; fits && i < shape.size(); ++i) fits = shape[i] >= 1 && (spec.shape[i] < 0 || spec.shape[i] == shape[i]);
  if (!fits) return Damaged("\"" + name + "\" is " + ShapeText(shape) + " and the model takes " + ShapeText(spec.shape) + ".");
  return Stretched(*values, sample, shape, name);
}

double Apart(double found, double expected) {
  if (found == expected || (std::isnan(found) && std::isnan(expected))) return 0.0;
  const double apart = std::abs(found - expected);
  return std::isnan(apart) ? std::numeric_limits<double>::infinity() : apart;
}

// One sample's answer against the reference: element (j * n) / m of n for each of the m that were kept.
Result<double> Compare(const Tensor& answer, const std::vector<double>& reference, int64_t sample, int64_t kept,
                       const std::string& name) {
  const std::vector<double> values = ToDoubles(answer, {});
  const auto count = static_cast<int64_t>(values.size());
  if (count < kept) return Damaged("\"" + name + "\" has more values than the model gives.");
  double worst = 0.0;
  for (int64_t j = 0; j < kept; ++j) {
    worst = std::max(worst, Apart(values[static_cast<size_t>(j * count / kept)], reference[static_cast<size_t>(sample * kept + j)]));
  }
  return worst;
}

double Tolerance(const std::vector<double>& reference, bool floats, double* range) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const double value : reference) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  *range = high > low ? high - low : 0.0;
  if (!floats) return 1.0;
  const double largest = high >= low ? std::max(std::abs(low), std::abs(high)) : 0.0;
  return kOfRange * *range + kOfLargest * largest;
}

}  // namespace

bool SelfTestResult::passed() const {
  return std::all_of(outputs.begin(), outputs.end(), [](const OutputAgreement& output) { return output.agrees; });
}

const OutputAgreement& SelfTestResult::worst() const {
  return *std::max_element(outputs.begin(), outputs.end(), [](const OutputAgreement& left, const OutputAgreement& right) {
    return left.agrees != right.agrees ? left.agrees : left.max_abs_diff < right.max_abs_diff;
  });
}

Result<SelfTestResult> RunSelfTest(Predictor& predictor, const std::vector<NamedTensor>& arrays) {
  const Contract& contract = predictor.contract();
  SelfTestResult result;
  RUNNER_ASSIGN(const Tensor* first, FindSamples(arrays, "in/" + contract.inputs[0].name));
  result.samples = first->shape[0];
  std::vector<const Tensor*> kept;
  std::vector<std::vector<double>> references;
  for (const ContractOutput& output : contract.outputs) {
    RUNNER_ASSIGN(const Tensor* values, FindSamples(arrays, "out/" + output.name));
    if (values->shape[0] != result.samples) return Damaged("\"" + output.name + "\" has another number of samples.");
    kept.push_back(values);
    references.push_back(ToDoubles(*values, {}));
    result.outputs.push_back({output.name, 0.0, 0.0, true});
  }
  for (int64_t sample = 0; sample < result.samples; ++sample) {
    std::vector<Tensor> inputs;
    for (size_t i = 0; i < contract.inputs.size(); ++i) {
      RUNNER_ASSIGN(Tensor input, SampleOf(arrays, contract.inputs[i].name, predictor.inputs()[i], sample));
      inputs.push_back(std::move(input));
    }
    RUNNER_ASSIGN(const RunOutcome outcome, predictor.Answer(inputs));
    for (size_t i = 0; i < kept.size(); ++i) {
      OutputAgreement& output = result.outputs[i];
      if (outcome.outputs[i].type != kept[i]->type) return Damaged("\"" + output.name + "\" is of another type.");
      RUNNER_ASSIGN(const double apart, Compare(outcome.outputs[i], references[i], sample, kept[i]->shape[1], output.name));
      output.max_abs_diff = std::max(output.max_abs_diff, apart);
    }
  }
  for (size_t i = 0; i < kept.size(); ++i) {
    OutputAgreement& output = result.outputs[i];
    output.agrees = output.max_abs_diff <= Tolerance(references[i], IsFloat(kept[i]->type), &output.range);
  }
  return result;
}

std::string SelfTestJson(const SelfTestResult& result) {
  JsonWriter json;
  json.BeginObject();
  json.Key("status").String(result.passed() ? "passed" : "failed");
  json.Key("samples").Int(result.samples);
  json.Key("max_abs_diff").Double(result.worst().max_abs_diff);
  json.Key("outputs").BeginObject();
  for (const OutputAgreement& output : result.outputs) {
    json.Key(output.name).BeginObject();
    json.Key("max_abs_diff").Double(output.max_abs_diff);
    json.Key("range").Double(output.range);
    json.EndObject();
  }
  json.EndObject();
  json.EndObject();
  return json.Take();
}

std::string SelfTestText(const SelfTestResult& result) {
  const bool one = result.samples == 1;
  return "ok: " + std::to_string(result.samples) + (one ? " sample" : " samples") + " answered as when it was made\n";
}

Failure SelfTestFailure(const SelfTestResult& result) {
  const OutputAgreement& worst = result.worst();
  char numbers[96];
  std::snprintf(numbers, sizeof(numbers), "up to %.3g, of a range of %.3g", worst.max_abs_diff, worst.range);
  return {"The answers differ from when it was made", "The output \"" + worst.name + "\" differs by " + numbers + ".",
          "Unpack the program again. If that does not help, tell the person who gave it to you.", 1};
}

}  // namespace runner
