#include "runner/core/preprocess/preprocess.h"

#include <utility>

#include "core/preprocess/input_encoding.h"

namespace runner {
namespace {

const char* KindName(InputKind kind) {
  switch (kind) {
    case InputKind::kImage: return "a picture";
    case InputKind::kAudio: return "a sound";
    case InputKind::kTable: return "a table row";
    case InputKind::kTensor: return "numbers";
  }
  return "numbers";
}

Failure WrongKind(const ContractInput& input, const Entry& entry, const std::string& found) {
  return DoesNotFit(entry, found + " was given and the input takes " + KindName(input.kind) + ".",
                    std::string("Give ") + KindName(input.kind) + ".");
}

// The shape of one sample.
Result<Shape> OneSample(const Entry& entry, const Tensor& given) {
  const Result<BatchPlan> plan = PlanBatch(entry.shape, given.shape);
  if (!plan.ok()) return DoesNotFit(entry, plan.failure().why, plan.failure().remedy);
  if (plan.value().runs != 1) {
    return DoesNotFit(entry,
                      "The input is " + ShapeText(entry.shape) + " and " + std::to_string(plan.value().runs) +
                          " samples were given as " + ShapeText(given.shape) + ".",
                      "Give one sample at a time.");
  }
  return plan.value().sample_shape;
}

Result<Tensor> PreprocessNumbers(const ContractInput& input, const Entry& entry, const Tensor& given) {
  RUNNER_ASSIGN(const Shape shape, OneSample(entry, given));
  std::vector<double> values = ToDoubles(given, {});
  // Pictures with their channels first are the one case in which the last axis is not what mean and std belong to.
  const bool channels_first = input.kind == InputKind::kImage && input.layout == Layout::kNchw && shape.size() == 4;
  const size_t axis = channels_first ? 1 : shape.empty() ? 0 : shape.size() - 1;
  const size_t count = shape.empty() ? 1 : static_cast<size_t>(shape[axis]);
  size_t inner = 1;
  for (size_t i = axis + 1; i < shape.size(); ++i) inner *= static_cast<size_t>(shape[i]);
  RUNNER_TRY(CheckScaling(input, entry, static_cast<int64_t>(count), channels_first ? "channels" : "columns"));
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t column = i / inner % count;
    values[i] =
        (values[i] - static_cast<double>(OneOf(input.mean, column))) / static_cast<double>(OneOf(input.std, column));
  }
  return StoreReals(values, shape, entry);
}

// Without a model, numbers of a type that may be quantized stay as they are: only the model knows how.
Result<Tensor> PreprocessExact(const ContractInput& input, const TensorSpec* spec, const Entry& entry,
                               const Tensor& given) {
  RUNNER_ASSIGN(Shape shape, OneSample(entry, given));
  TensorSpec target = spec != nullptr ? *spec : TensorSpec{input.tensor, input.dtype, input.shape, {}};
  if (spec == nullptr && IsInteger(input.dtype) && IsFloat(given.type)) target.type = ElementType::kFloat32;
  Result<Tensor> converted = ConvertTo(given, target);
  if (!converted.ok()) return DoesNotFit(entry, converted.failure().why, converted.failure().remedy);
  converted.value().shape = std::move(shape);
  return converted;
}

}  // namespace

Result<Tensor> Preprocess(const ContractInput& input, const TensorSpec* spec, const Given& given) {
  const Entry entry = EntryFor(input, spec);
  const Tensor& tensor = given.tensor;
  if (given.form != GivenForm::kPixels) {
    const int64_t count = ElementCount(tensor.shape);
    const size_t width = ElementSize(tensor.type);
    if (count < 0 || width == 0 || tensor.data.size() / width != static_cast<size_t>(count) ||
        tensor.data.size() % width != 0) {
      return DoesNotFit(entry,
                        "The array's " + std::to_string(tensor.data.size()) + " bytes are not those of " +
                            ElementName(tensor.type) + ", " + ShapeText(tensor.shape) + ".",
                        "Give as many bytes as the shape says.");
    }
  }
  switch (given.form) {
    case GivenForm::kPixels:
      if (input.kind == InputKind::kAudio || input.kind == InputKind::kTable)
        return WrongKind(input, entry, "A picture");
      return PreprocessPicture(input, entry, given.picture);
    case GivenForm::kSound:
      if (input.kind == InputKind::kImage || input.kind == InputKind::kTable) return WrongKind(input, entry, "A sound");
      return PreprocessSound(input, entry, tensor, given.sample_rate);
    case GivenForm::kNumbers: return PreprocessNumbers(input, entry, tensor);
    case GivenForm::kTensor: return PreprocessExact(input, spec, entry, tensor);
  }
  return DoesNotFit(entry, "It came in a form that is not known.", "Give pixels, sound or numbers.");
}

}  // namespace runner
