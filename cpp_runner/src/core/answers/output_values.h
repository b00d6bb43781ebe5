// The numbers of a small output, each in its own precision.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_ANSWERS_OUTPUT_VALUES_H_
#define RUNNER_SRC_CORE_ANSWERS_OUTPUT_VALUES_H_

#include <cstdint>
#include <type_traits>

#include "core/base/tensor_elements.h"
#include "runner/core/base/quantization.h"
#include "runner/core/base/tensor.h"

namespace runner {

constexpr int64_t kMostValues = 64;  // larger outputs are named without their numbers

inline bool HasValues(const Tensor& tensor) {
  const int64_t elements = ElementCount(tensor.shape);
  return elements >= 0 && elements <= kMostValues;
}

// Calls `each` with every number as a double, a float or an int64_t; quantized ones are floats.
template <typename Each>
void ForEachValue(const Tensor& tensor, const Quantization& quantization, Each each) {
  const bool scaled = quantization.active() && IsInteger(tensor.type);
  const Tensor real = scaled ? Dequantize(tensor, quantization) : tensor;
  ForEach(real, [&each](auto value) {
    using T = decltype(value);
    if constexpr (std::is_same_v<T, double>) {
      each(value);
    } else if constexpr (std::is_same_v<T, float> || std::is_same_v<T, Half>) {
      each(ToFloat(value));
    } else {
      each(static_cast<int64_t>(value));
    }
  });
}

}  // namespace runner

#endif  // RUNNER_SRC_CORE_ANSWERS_OUTPUT_VALUES_H_
