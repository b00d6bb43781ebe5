#include "runner/core/program/predictor.h"

#include <algorithm>
#include <utility>

#include "core/base/tensor_elements.h"
#include "runner/core/answers/class_scores.h"
#include "runner/core/base/batch_plan.h"
#include "runner/core/base/quantization.h"

namespace runner {
namespace {

constexpr char kApart[] = "Unpack the program again: the model and the contract next to it do not belong together.";

std::string Names(const std::vector<TensorSpec>& specs) {
  std::string text;
  for (const TensorSpec& spec : specs) text += (text.empty() ? "\"" : ", \"") + spec.tensor + "\"";
  return text;
}

Failure Mismatch(const std::string& what, const std::string& why) { return Failure::CannotRun(what, why, kApart); }

// Which of the model's tensors carries the contract's name; its own position where the contract has none.
Result<size_t> Locate(const char* side, const std::string& name, const std::string& tensor, size_t position,
                      const std::vector<TensorSpec>& specs) {
  const std::string what = std::string("The model has no ") + side + " for \"" + name + "\"";
  if (tensor.empty()) {
    if (position < specs.size()) return position;
    return Mismatch(what, std::string("It has only these ") + side + "s: " + Names(specs) + ".");
  }
  for (size_t i = 0; i < specs.size(); ++i) {
    if (specs[i].tensor == tensor) return i;
  }
  return Mismatch(what, "The contract calls it \"" + tensor + "\"; the model's " + side + "s are " + Names(specs) + ".");
}

Result<Done> CheckType(const char* side, const std::string& name, ElementType contract, ElementType model) {
  if (contract == model) return Done{};
  return Mismatch(std::string("The ") + side + " \"" + name + "\" has another type in the model than in the contract",
                  std::string("The model says ") + ElementName(model) + ", the contract " + ElementName(contract) + ".");
}

// The model's shape with the sizes that it leaves open taken from the contract's.
Result<Shape> MergedShape(const ContractInput& input, const Shape& model) {
  Shape merged = model;
  bool fits = input.shape.size() == model.size();
  for (size_t i = 0; fits && i < model.size(); ++i) {
    if (model[i] < 0) merged[i] = input.shape[i];
    fits = model[i] < 0 || input.shape[i] < 0 || model[i] == input.shape[i];
  }
  if (fits) return merged;
  return Mismatch("The input \"" + input.name + "\" has another shape in the model than in the contract",
                  "The model says " + ShapeText(model) + ", the contract " + ShapeText(input.shape) + ".");
}

Tensor Slice(const Tensor& tensor, const BatchPlan& plan, int64_t run) {
  const size_t bytes = tensor.data.size() / static_cast<size_t>(plan.runs);
  const auto begin = tensor.data.begin() + static_cast<std::ptrdiff_t>(bytes) * run;
  return {tensor.type, plan.sample_shape, std::vector<std::byte>(begin, begin + static_cast<std::ptrdiff_t>(bytes))};
}

Result<Done> Stack(Tensor& stacked, const Tensor& next, const std::string& name) {
  if (stacked.shape != next.shape) {
    return Failure::Usage("The answers cannot be stacked",
                          "The output \"" + name + "\" has the shape " + ShapeText(stacked.shape) + " for one sample and " +
                              ShapeText(next.shape) + " for another.",
                          "Give the samples one at a time.");
  }
  stacked.data.insert(stacked.data.end(), next.data.begin(), next.data.end());
  return Done{};
}

}  // namespace

Result<Predictor> Predictor::Join(Contract contract, std::unique_ptr<Engine> engine) {
  Predictor predictor;
  predictor.contract_ = std::move(contract);
  predictor.engine_ = std::move(engine);
  if (predictor.contract_.inputs.empty() || (predictor.engine_ != nullptr && predictor.contract_.outputs.empty())) {
    return Mismatch("The contract names no " + std::string(predictor.contract_.inputs.empty() ? "inputs" : "outputs"),
                    "The program needs them to answer.");
  }
  if (predictor.engine_ != nullptr) {
    RUNNER_TRY(predictor.JoinInputs());
    RUNNER_TRY(predictor.JoinOutputs());
  }
  return predictor;
}

Result<Done> Predictor::JoinInputs() {
  const std::vector<TensorSpec>& specs = engine_->inputs();
  constexpr size_t kFree = static_cast<size_t>(-1);
  input_order_.assign(specs.size(), kFree);
  for (size_t i = 0; i < contract_.inputs.size(); ++i) {
    const ContractInput& input = contract_.inputs[i];
    RUNNER_ASSIGN(const size_t at, Locate("input", input.name, input.tensor, i, specs));
    if (input_order_[at] != kFree) {
      return Mismatch("Two inputs of the contract are one in the model", "Both are \"" + specs[at].tensor + "\".");
    }
    input_order_[at] = i;
    RUNNER_TRY(CheckType("input", input.name, input.dtype, specs[at].type));
    TensorSpec spec = specs[at];
    RUNNER_ASSIGN(spec.shape, MergedShape(input, specs[at].shape));
    inputs_.push_back(std::move(spec));
  }
  if (contract_.inputs.size() != specs.size()) {
    return Mismatch("The contract has " + std::to_string(contract_.inputs.size()) + " of the model's " +
                        std::to_string(specs.size()) + " inputs",
                    "The model's inputs are " + Names(specs) + ".");
  }
  return Done{};
}

Result<Done> Predictor::JoinOutputs() {
  const std::vector<TensorSpec>& specs = engine_->outputs();
  for (size_t i = 0; i < contract_.outputs.size(); ++i) {
    const ContractOutput& output = contract_.outputs[i];
    RUNNER_ASSIGN(const size_t at, Locate("output", output.name, output.tensor, i, specs));
    if (std::find(output_order_.begin(), output_order_.end(), at) != output_order_.end()) {
      return Mismatch("Two outputs of the contract are one in the model", "Both are \"" + specs[at].tensor + "\".");
    }
    RUNNER_TRY(CheckType("output", output.name, output.dtype, specs[at].type));
    output_order_.push_back(at);
    outputs_.push_back(specs[at]);
  }
  return Done{};
}

Result<Tensor> Predictor::Prepare(size_t input, const RawInput& raw) const {
  return Preprocess(contract_.inputs[input], has_model() ? &inputs_[input] : nullptr, raw);
}

Result<std::vector<Tensor>> Predictor::PrepareAll(const std::vector<RawInput>& raw_inputs) const {
  std::vector<Tensor> tensors;
  for (size_t i = 0; i < raw_inputs.size(); ++i) {
    RUNNER_ASSIGN(Tensor tensor, Prepare(i, raw_inputs[i]));
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

Result<RunOutcome> Predictor::Answer(const std::vector<Tensor>& inputs) {
  RUNNER_TRY(Begin());
  return Run(inputs);
}

Result<RunOutcome> Predictor::RunNext(const std::vector<Tensor>& inputs) {
  return contract_.keeps_state ? Run(inputs) : Answer(inputs);
}

Result<Prediction> Predictor::AnswerRaw(const std::vector<RawInput>& raw_inputs, bool next) {
  for (size_t i = 0; i < raw_inputs.size(); ++i) {
    RUNNER_ASSIGN(const SoundWindows windows, CutWindows(contract_.inputs[i], inputs_[i].shape, raw_inputs[i]));
    if (windows.starts.size() > 1) return AnswerWindows(raw_inputs, i, windows);
  }
  RUNNER_ASSIGN(const std::vector<Tensor> tensors, PrepareAll(raw_inputs));
  if (!next) RUNNER_TRY(Begin());
  RUNNER_ASSIGN(RunOutcome outcome, RunNext(tensors));
  Prediction prediction{std::move(outcome.outputs), outcome.ms, {}};
  for (size_t i = 0; i < tensors.size() && !prediction.fit; ++i) {
    prediction.fit = FitOfInput(contract_.inputs[i], raw_inputs[i], tensors[i].shape);
  }
  return prediction;
}

// One run for each window of the sound `input`; the other inputs are the same for all.
Result<Prediction> Predictor::AnswerWindows(const std::vector<RawInput>& raw_inputs, size_t input, const SoundWindows& windows) {
  Prediction prediction;
  std::vector<Tensor> tensors(raw_inputs.size());
  for (size_t i = 0; i < raw_inputs.size(); ++i) {
    if (i == input) continue;
    RUNNER_ASSIGN(tensors[i], Prepare(i, raw_inputs[i]));
  }
  RUNNER_TRY(Begin());
  for (size_t window = 0; window < windows.starts.size(); ++window) {
    RUNNER_ASSIGN(tensors[input], Prepare(input, windows.At(window)));
    RUNNER_ASSIGN(RunOutcome outcome, RunNext(tensors));
    prediction.ms += outcome.ms;
    const double rate = windows.rate;
    prediction.windows.push_back({static_cast<double>(windows.starts[window]) / rate,
                                static_cast<double>(windows.EndOf(window)) / rate, std::move(outcome.outputs)});
  }
  for (size_t i = 0; i < outputs_.size(); ++i) {
    const std::vector<double> means = MeanScores(prediction, i, outputs_[i].quantization, Activation::kNone);
    const Shape& shape = prediction.windows[0].outputs[i].shape;
    prediction.outputs.push_back(
        MakeTensor<float>(ElementType::kFloat32, shape, means.size(), [&](size_t k) { return static_cast<float>(means[k]); }));
  }
  return prediction;
}

Result<RunOutcome> Predictor::Run(const std::vector<Tensor>& inputs) {
  std::vector<const Tensor*> ordered;
  for (const size_t from : input_order_) ordered.push_back(&inputs[from]);
  RUNNER_ASSIGN(RunOutcome outcome, engine_->Run(ordered));
  std::vector<Tensor> outputs;
  for (const size_t from : output_order_) outputs.push_back(std::move(outcome.outputs[from]));
  outcome.outputs = std::move(outputs);
  return outcome;
}

Result<RunOutcome> Predictor::RunArrays(const std::vector<Tensor>& arrays) {
  std::vector<Tensor> tensors;
  std::vector<BatchPlan> plans;
  bool nested = false;  // [N, 1, ...]
  for (size_t i = 0; i < arrays.size(); ++i) {
    RUNNER_ASSIGN(Tensor tensor, ConvertTo(arrays[i], inputs_[i]));
    RUNNER_ASSIGN(BatchPlan plan, PlanBatch(inputs_[i].shape, tensor.shape));
    if (plan.runs < 1 || (i > 0 && plan.runs != plans[0].runs)) {
      return Failure::Usage("The arrays do not hold the same number of samples",
                            "The input \"" + contract_.inputs[i].name + "\" has " + std::to_string(plan.runs) + ".",
                            "Give at least one sample, and as many for every input.");
    }
    nested = nested || tensor.shape.size() == inputs_[i].shape.size() + 1;
    tensors.push_back(std::move(tensor));
    plans.push_back(std::move(plan));
  }
  RunOutcome all;
  const int64_t runs = plans[0].runs;
  RUNNER_TRY(Begin());
  for (int64_t run = 0; run < runs; ++run) {
    std::vector<Tensor> samples;
    for (size_t i = 0; i < tensors.size(); ++i) samples.push_back(Slice(tensors[i], plans[i], run));
    RUNNER_ASSIGN(RunOutcome one, RunNext(samples));
    all.ms += one.ms;
    if (run == 0) {
      all.outputs = std::move(one.outputs);
      for (Tensor& output : all.outputs) output.data.reserve(output.data.size() * static_cast<size_t>(runs));
      continue;
    }
    for (size_t i = 0; i < one.outputs.size(); ++i) {
      RUNNER_TRY(Stack(all.outputs[i], one.outputs[i], contract_.outputs[i].name));
    }
  }
  if (runs == 1 && !nested) return all;
  for (Tensor& output : all.outputs) {
    const bool has_batch = !output.shape.empty() && output.shape[0] == 1;
    if (has_batch && !nested) {
      output.shape[0] = runs;
    } else {
      output.shape.insert(output.shape.begin(), runs);
    }
  }
  return all;
}

}  // namespace runner
