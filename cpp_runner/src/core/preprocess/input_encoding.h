// InputEncoding: the element type, shape and quantization in which one input enters the model, and the last step of
// preprocessing, from real values to those. Thread rule: plain values; functions without state.
#ifndef RUNNER_SRC_CORE_PREPROCESS_INPUT_ENCODING_H_
#define RUNNER_SRC_CORE_PREPROCESS_INPUT_ENCODING_H_

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "core/base/tensor_elements.h"
#include "runner/core/base/quantization.h"
#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"
#include "runner/core/pictures/picture.h"

namespace runner {

struct InputEncoding {
  std::string name;  // the contract's, for failures
  ElementType type = ElementType::kNone;
  Shape shape;  // -1 = unknown
  Quantization quantization;
};

// The model's form where there is a model, else the contract's: float32, or the integer type where pixels enter as they
// are.
InputEncoding EncodingFor(const ContractInput& input, const TensorSpec* spec);

// Pixels enter as integers: uint8 as they are, int8 less 128.
bool EntersRaw(const ContractInput& input, const InputEncoding& encoding);

// A real value as the encoding stores it. NaN must not reach an integer.
template <typename T>
T StoreReal(double value, const InputEncoding& encoding) {
  if constexpr (std::is_same_v<T, Half>) {
    return Half{FloatToHalf(static_cast<float>(value))};
  } else if constexpr (std::is_same_v<T, bool>) {
    return value != 0.0;
  } else if constexpr (std::numeric_limits<T>::is_integer) {
    if (encoding.quantization.active()) {
      return static_cast<T>(Quantize(static_cast<float>(value), encoding.quantization, encoding.type));
    }
    const double rounded = std::round(value);
    if (rounded <= static_cast<double>(std::numeric_limits<T>::min())) return std::numeric_limits<T>::min();
    if (rounded >= static_cast<double>(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
    return static_cast<T>(rounded);
  } else {
    return static_cast<T>(value);
  }
}

// Real values in row-major order as a tensor of the encoding's type.
Result<Tensor> StoreReals(const std::vector<double>& values, const Shape& shape, const InputEncoding& encoding);

Failure DoesNotFit(const InputEncoding& encoding, std::string why, std::string remedy);

// Refuses mean or std that have neither one value nor `count`.
Result<Done> CheckScaling(const ContractInput& input, const InputEncoding& encoding, int64_t count, const std::string& each);

// The i-th of values that are one for all or one each.
inline float OneOf(const std::vector<float>& values, size_t index) {
  return values.size() == 1 ? values[0] : values[index];
}

// Which axis of an input's shape counts samples; -1 when it is not that of a sound: [n], [1, n] or [1, n, 1].
int SampleAxis(const Shape& shape);

Result<Tensor> PreprocessPicture(const ContractInput& input, const InputEncoding& encoding, const Picture& picture);
Result<Tensor> PreprocessSound(const ContractInput& input, const InputEncoding& encoding, const Tensor& sound, int rate);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_PREPROCESS_INPUT_ENCODING_H_
