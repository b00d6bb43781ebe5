#include "runner/core/preprocess/preprocess.h"

#include <utility>

#include "core/preprocess/input_encoding.h"
#include "runner/core/base/batch_plan.h"

namespace runner {
namespace {

const char* KindName(InputKind kind) {
  switch (kind) {
    case InputKind::kImage: return "a picture";
    case InputKind::kAudio: return "a sound";
    case InputKind::kTable: return "a table row";
    case InputKind::kTensor: return "numbers";
    case InputKind::kText: return "a text";
  }
  return "numbers";
}

Failure WrongKind(const ContractInput& input, const InputEncoding& encoding, const std::string& found) {
  return DoesNotFit(encoding, found + " was given and the input takes " + KindName(input.kind) + ".",
                    std::string("Give ") + KindName(input.kind) + ".");
}

// The shape of one sample.
Result<Shape> OneSample(const InputEncoding& encoding, const Tensor& raw) {
  const Result<BatchPlan> plan = PlanBatch(encoding.shape, raw.shape);
  if (!plan.ok()) return DoesNotFit(encoding, plan.failure().why(), plan.failure().remedy());
  if (plan.value().runs != 1) {
    return DoesNotFit(encoding,
                      "The input is " + ShapeText(encoding.shape) + " and " + std::to_string(plan.value().runs) +
                          " samples were given as " + ShapeText(raw.shape) + ".",
                      "Give one sample at a time.");
  }
  return plan.value().sample_shape;
}

Result<Tensor> PreprocessNumbers(const ContractInput& input, const InputEncoding& encoding, const Tensor& raw) {
  RUNNER_ASSIGN(const Shape shape, OneSample(encoding, raw));
  std::vector<double> values = ToDoubles(raw, {});
  // Pictures with their channels first are the one case in which the last axis is not what mean and std belong to.
  const bool channels_first = input.kind == InputKind::kImage && input.layout == Layout::kNchw && shape.size() == 4;
  const size_t axis = channels_first ? 1 : shape.empty() ? 0 : shape.size() - 1;
  const size_t count = shape.empty() ? 1 : static_cast<size_t>(shape[axis]);
  size_t inner = 1;
  for (size_t i = axis + 1; i < shape.size(); ++i) inner *= static_cast<size_t>(shape[i]);
  RUNNER_TRY(CheckScaling(input, encoding, static_cast<int64_t>(count), channels_first ? "channels" : "columns"));
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t column = i / inner % count;
    values[i] =
        (values[i] - static_cast<double>(OneOf(input.mean, column))) / static_cast<double>(OneOf(input.std, column));
  }
  return StoreReals(values, shape, encoding);
}

// Without a model, numbers of a type that may be quantized stay as they are: only the model knows how.
Result<Tensor> PreprocessExact(const ContractInput& input, const TensorSpec* spec, const InputEncoding& encoding,
                               const Tensor& raw) {
  RUNNER_ASSIGN(Shape shape, OneSample(encoding, raw));
  TensorSpec target = spec != nullptr ? *spec : TensorSpec{input.tensor, input.dtype, input.shape, {}};
  if (spec == nullptr && IsInteger(input.dtype) && IsFloat(raw.type)) target.type = ElementType::kFloat32;
  Result<Tensor> converted = ConvertTo(raw, target);
  if (!converted.ok()) return DoesNotFit(encoding, converted.failure().why(), converted.failure().remedy());
  converted.value().shape = std::move(shape);
  return converted;
}

}  // namespace

Result<Tensor> Preprocess(const ContractInput& input, const TensorSpec* spec, const RawInput& raw) {
  const InputEncoding encoding = EncodingFor(input, spec);
  const Tensor& tensor = raw.tensor;
  if (raw.form != RawInputForm::kPixels) {
    const int64_t count = ElementCount(tensor.shape);
    const size_t width = ElementSize(tensor.type);
    if (count < 0 || width == 0 || tensor.data.size() / width != static_cast<size_t>(count) ||
        tensor.data.size() % width != 0) {
      return DoesNotFit(encoding,
                        "The array's " + std::to_string(tensor.data.size()) + " bytes are not those of " +
                            ElementName(tensor.type) + ", " + ShapeText(tensor.shape) + ".",
                        "Give as many bytes as the shape says.");
    }
  }
  switch (raw.form) {
    case RawInputForm::kPixels:
      if (input.kind == InputKind::kAudio || input.kind == InputKind::kTable || input.kind == InputKind::kText)
        return WrongKind(input, encoding, "A picture");
      return PreprocessPicture(input, encoding, raw.picture);
    case RawInputForm::kSound:
      if (input.kind != InputKind::kAudio && input.kind != InputKind::kTensor) return WrongKind(input, encoding, "A sound");
      return PreprocessSound(input, encoding, tensor, raw.sample_rate);
    case RawInputForm::kNumbers: return PreprocessNumbers(input, encoding, tensor);
    case RawInputForm::kTensor: return PreprocessExact(input, spec, encoding, tensor);
  }
  return DoesNotFit(encoding, "Its form is not known.", "Give pixels, sound or numbers.");
}

}  // namespace runner
