// Element types and shapes of arrays against those of the model: conversion, quantization, and the batch axis.
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

// How an array meets a model: `runs` slices along its first axis, each of `sample_shape` (the model's rank, no unknown
// size). One run takes the whole array.
struct BatchPlan {
  int64_t runs = 1;
  Shape sample_shape;
};

// Equal shape first; then a missing batch axis; then N samples for a model whose batch is 1, stacked as [N, ...] or
// [N, 1, ...]. Unknown sizes of the model match anything.
Result<BatchPlan> PlanBatch(const Shape& model, const Shape& array);

}  // namespace runner

#endif  // RUNNER_CORE_BASE_QUANTIZATION_H_
