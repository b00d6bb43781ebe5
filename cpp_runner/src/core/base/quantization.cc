#include "runner/core/base/quantization.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/tensor_elements.h"

namespace runner {
namespace {

Failure WrongArray(std::string why, std::string remedy) {
  return Failure::Usage("The array does not fit the model's input", std::move(why), std::move(remedy));
}

std::string SaveAs(ElementType type) { return std::string("Save the array as ") + ElementName(type) + "."; }

// Whether every value of `from` is one of `to`: the conversions that NumPy calls safe, among the types here.
bool IsLossless(ElementType from, ElementType to) {
  using E = ElementType;
  switch (from) {
    case E::kBool: return IsInteger(to) || IsFloat(to);
    case E::kUInt8: return to == E::kInt16 || to == E::kInt32 || to == E::kInt64 || IsFloat(to);
    case E::kInt8: return to == E::kInt16 || to == E::kInt32 || to == E::kInt64 || IsFloat(to);
    case E::kInt16: return to == E::kInt32 || to == E::kInt64 || to == E::kFloat32 || to == E::kFloat64;
    case E::kInt32: return to == E::kInt64 || to == E::kFloat64;
    case E::kFloat16: return to == E::kFloat32 || to == E::kFloat64;
    case E::kFloat32: return to == E::kFloat64;
    default: return false;
  }
}

template <typename To, typename From>
To ConvertElement(From value) {
  if constexpr (std::is_same_v<To, Half>) {
    return Half{FloatToHalf(ToFloat(value))};
  } else if constexpr (std::is_same_v<From, Half>) {
    return static_cast<To>(HalfToFloat(value.bits));
  } else {
    return static_cast<To>(value);
  }
}

Tensor Converted(const Tensor& tensor, ElementType type) {
  Tensor out;
  out.type = type;
  out.shape = tensor.shape;
  WithType(type, [&](auto sample) {
    using To = decltype(sample);
    out.data.resize(tensor.data.size() / ElementSize(tensor.type) * sizeof(To));
    size_t at = 0;
    ForEach(tensor, [&](auto value) {
      const To element = ConvertElement<To>(value);
      std::memcpy(&out.data[at], &element, sizeof element);
      at += sizeof element;
    });
  });
  return out;
}

template <typename T>
void StoreAs(std::byte* to, int64_t value) {
  const T element = static_cast<T>(value);
  std::memcpy(to, &element, sizeof element);
}

// Stores a whole number that fits in `width` bytes.
void StoreWhole(std::byte* to, int64_t value, size_t width) {
  switch (width) {
    case 1: return StoreAs<int8_t>(to, value);
    case 2: return StoreAs<int16_t>(to, value);
    case 4: return StoreAs<int32_t>(to, value);
    default: StoreAs<int64_t>(to, value);
  }
}

Result<Tensor> Quantized(const Tensor& tensor, const TensorSpec& spec) {
  bool has_nan = false;
  Tensor out;
  out.type = spec.type;
  out.shape = tensor.shape;
  const size_t width = ElementSize(spec.type);
  out.data.resize(tensor.data.size() / ElementSize(tensor.type) * width);
  size_t at = 0;
  // For all types at once: a copy for each pair of them would be six kilobytes.
  const auto store = [&](float real) {
    has_nan = has_nan || std::isnan(real);
    StoreWhole(&out.data[at], std::isnan(real) ? 0 : Quantize(real, spec.quantization, spec.type), width);
    at += width;
  };
  ForEach(tensor, [&](auto value) { store(ToFloat(value)); });
  if (has_nan) {
    return WrongArray("It holds NaN, and the model stores this input as " + std::string(ElementName(spec.type)) +
                          ", which has no NaN.",
                      "Replace the NaN values by numbers.");
  }
  return out;
}

Result<Tensor> NarrowedToInt32(const Tensor& tensor) {
  bool fits = true;
  ForEach(tensor, [&](auto value) {
    const double number = ToDouble(value);
    fits = fits && number >= std::numeric_limits<int32_t>::min() && number <= std::numeric_limits<int32_t>::max();
  });
  if (!fits) {
    return WrongArray("It is int64 and holds values that are outside of int32, the model's own type.",
                      "Give values between -2147483648 and 2147483647.");
  }
  return Converted(tensor, ElementType::kInt32);
}

}  // namespace

int64_t Quantize(float value, const Quantization& quantization, ElementType type) {
  int64_t low = 0;
  int64_t high = 0;
  WithType(type, [&](auto sample) {
    using T = decltype(sample);
    if constexpr (std::numeric_limits<T>::is_integer) {
      low = static_cast<int64_t>(std::numeric_limits<T>::min());
      high = static_cast<int64_t>(std::numeric_limits<T>::max());
    }
  });
  // In double the sum is exact wherever it is not clamped, and infinities clamp like any other number.
  const double stored = std::round(value / quantization.scale) + static_cast<double>(quantization.zero_point);
  if (stored <= static_cast<double>(low)) return low;
  if (stored >= static_cast<double>(high)) return high;
  return static_cast<int64_t>(stored);
}

Result<Tensor> ConvertTo(const Tensor& tensor, const TensorSpec& spec) {
  const std::string from = ElementName(tensor.type);
  const std::string to = ElementName(spec.type);
  if (ElementSize(tensor.type) == 0 || ElementSize(spec.type) == 0) {
    return WrongArray("It is " + from + " and the model takes " + to + "; texts are not supported.",
                      "Use another model.");
  }
  if (tensor.type == spec.type) return tensor;
  const bool quantized = spec.quantization.active() && IsInteger(spec.type);
  if (quantized && IsFloat(tensor.type)) return Quantized(tensor, spec);
  if (quantized) {
    return WrongArray("It is " + from + " and the model's input is quantized " + to +
                          "; it is unclear whether these are the model's own numbers or real values.",
                      "Save it as float32 for real values, or as " + to + " for the model's own numbers.");
  }
  if (IsLossless(tensor.type, spec.type)) return Converted(tensor, spec.type);
  if (tensor.type == ElementType::kFloat64 && spec.type == ElementType::kFloat32) return Converted(tensor, spec.type);
  if (tensor.type == ElementType::kInt64 && spec.type == ElementType::kInt32) return NarrowedToInt32(tensor);
  return WrongArray("It is " + from + " and the model takes " + to + "; the conversion could lose digits.",
                    SaveAs(spec.type));
}

Tensor Dequantize(const Tensor& tensor, const Quantization& quantization) {
  Tensor out;
  out.type = ElementType::kFloat32;
  out.shape = tensor.shape;
  const size_t width = ElementSize(tensor.type);
  if (width == 0) return out;
  out.data.resize(tensor.data.size() / width * sizeof(float));
  size_t at = 0;
  ForEach(tensor, [&](auto value) {
    const bool scaled = quantization.active() && IsInteger(tensor.type);
    const float real =
        scaled ? static_cast<float>(ToDouble(value) - static_cast<double>(quantization.zero_point)) * quantization.scale
               : ToFloat(value);
    std::memcpy(&out.data[at], &real, sizeof real);
    at += sizeof real;
  });
  return out;
}

std::vector<double> ToDoubles(const Tensor& tensor, const Quantization& quantization) {
  std::vector<double> values;
  if (quantization.active() && IsInteger(tensor.type)) {
    ForEach(Dequantize(tensor, quantization), [&](auto value) { values.push_back(ToDouble(value)); });
  } else {
    ForEach(tensor, [&](auto value) { values.push_back(ToDouble(value)); });
  }
  return values;
}

}  // namespace runner
