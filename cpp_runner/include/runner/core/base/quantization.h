// Conversion of arrays between element types, quantizing and dequantizing.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_BASE_QUANTIZATION_H_
#define RUNNER_CORE_BASE_QUANTIZATION_H_

#include <cstdint>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"

namespace runner {

// `tensor` in the spec's element type, its shape unchanged. Own type: as it is. Floats for a quantized input:
// quantized. float64 for float32: rounded. Lossless widening, and int64 for int32 where every value fits. Anything else
// is refused.
Result<Tensor> ConvertTo(const Tensor& tensor, const TensorSpec& spec);

// `value` as a quantized tensor of `type` stores it: round(value / scale) + zero_point, half away from zero, clamped.
// `value` must not be NaN.
int64_t Quantize(float value, const Quantization& quantization, ElementType type);

// The real values as float32.
Tensor Dequantize(const Tensor& tensor, const Quantization& quantization);

// The real values in row-major order; bool as 0 and 1.
std::vector<double> ToDoubles(const Tensor& tensor, const Quantization& quantization);

}  // namespace runner

#endif  // RUNNER_CORE_BASE_QUANTIZATION_H_
