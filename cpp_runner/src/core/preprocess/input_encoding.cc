#include "core/preprocess/input_encoding.h"

#include <algorithm>
#include <utility>

namespace runner {

InputEncoding EncodingFor(const ContractInput& input, const TensorSpec* spec) {
  if (spec != nullptr) return {input.name, spec->type, spec->shape, spec->quantization};
  InputEncoding encoding{input.name, input.dtype, input.shape, {}};
  // Whether and how an integer input is quantized, only the model knows.
  if (ElementSize(input.dtype) != 0 && !EntersRaw(input, encoding)) encoding.type = ElementType::kFloat32;
  return encoding;
}

bool EntersRaw(const ContractInput& input, const InputEncoding& encoding) {
  return input.raw_pixels && (encoding.type == ElementType::kUInt8 || encoding.type == ElementType::kInt8);
}

Failure DoesNotFit(const InputEncoding& encoding, std::string why, std::string remedy) {
  return Failure::Usage("The data do not fit the input \"" + encoding.name + "\"", std::move(why),
                        std::move(remedy));
}

Result<Done> CheckScaling(const ContractInput& input, const InputEncoding& encoding, int64_t count, const std::string& each) {
  for (const std::vector<float>* values : {&input.mean, &input.std}) {
    if (values->size() == 1 || static_cast<int64_t>(values->size()) == count) continue;
    return DoesNotFit(encoding,
                      std::string("The contract's ") + (values == &input.mean ? "mean" : "std") + " has " +
                          std::to_string(values->size()) + " values for " + std::to_string(count) + " " + each + ".",
                      "Correct the contract: one value for all, or one for each.");
  }
  return Done{};
}

Result<Tensor> StoreReals(const std::vector<double>& values, const Shape& shape, const InputEncoding& encoding) {
  const bool has_nan = std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
  if (has_nan && !IsFloat(encoding.type)) {
    return DoesNotFit(
        encoding, std::string("It holds NaN, and the model takes ") + ElementName(encoding.type) + ", which has no NaN.",
        "Replace the NaN values by numbers.");
  }
  Tensor tensor;
  const bool known = WithType(encoding.type, [&](auto sample) {
    using T = decltype(sample);
    tensor = MakeTensor<T>(encoding.type, shape, values.size(), [&](size_t i) { return StoreReal<T>(values[i], encoding); });
  });
  if (!known) {
    return DoesNotFit(encoding, std::string("The model takes ") + ElementName(encoding.type) + ", which is not supported.",
                      "Use a model whose inputs are numbers.");
  }
  return tensor;
}

}  // namespace runner
