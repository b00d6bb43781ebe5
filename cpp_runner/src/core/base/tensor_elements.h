// Visits and makes a tensor's elements in their C++ type: one switch for everybody.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_BASE_TENSOR_ELEMENTS_H_
#define RUNNER_SRC_CORE_BASE_TENSOR_ELEMENTS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include "runner/core/base/tensor.h"

namespace runner {

// Half precision in memory, so that it is not taken for an integer.
struct Half {
  uint16_t bits;
};

inline float ToFloat(Half value) { return HalfToFloat(value.bits); }
template <typename T>
float ToFloat(T value) {
  return static_cast<float>(value);
}

inline double ToDouble(Half value) { return HalfToFloat(value.bits); }
template <typename T>
double ToDouble(T value) {
  return static_cast<double>(value);
}

// Calls `use(T{})` with the element type's C++ type; false for types without one.
template <typename Use>
bool WithType(ElementType type, Use&& use) {
  switch (type) {
    case ElementType::kFloat32: use(float{}); return true;
    case ElementType::kInt32: use(int32_t{}); return true;
    case ElementType::kUInt8: use(uint8_t{}); return true;
    case ElementType::kInt64: use(int64_t{}); return true;
    case ElementType::kBool: use(bool{}); return true;
    case ElementType::kInt16: use(int16_t{}); return true;
    case ElementType::kInt8: use(int8_t{}); return true;
    case ElementType::kFloat16: use(Half{}); return true;
    case ElementType::kFloat64: use(double{}); return true;
    case ElementType::kNone:
    case ElementType::kString: return false;
  }
  return false;
}

// Calls `use(value)` for every element in its own type, in row-major order.
template <typename Use>
void ForEach(const Tensor& tensor, Use&& use) {
  WithType(tensor.type, [&](auto sample) {
    const size_t count = tensor.data.size() / sizeof sample;
    for (size_t i = 0; i < count; ++i) {
      if constexpr (sizeof sample == 1) {
        // Any byte that is not 0 is true; a bool made of other bytes would not be one.
        use(static_cast<decltype(sample)>(static_cast<uint8_t>(tensor.data[i])));
      } else {
        decltype(sample) value;
        std::memcpy(&value, &tensor.data[i * sizeof value], sizeof value);
        use(value);
      }
    }
  });
}

inline bool IsFloat(ElementType type) {
  return type == ElementType::kFloat16 || type == ElementType::kFloat32 || type == ElementType::kFloat64;
}

inline bool IsInteger(ElementType type) {
  return type == ElementType::kUInt8 || type == ElementType::kInt8 || type == ElementType::kInt16 ||
         type == ElementType::kInt32 || type == ElementType::kInt64;
}

// A tensor of the type and shape, whose elements are `value(index)` in T, the type's C++ type.
template <typename T, typename Value>
Tensor MakeTensor(ElementType type, const Shape& shape, size_t count, Value&& value) {
  Tensor tensor;
  tensor.type = type;
  tensor.shape = shape;
  tensor.data.resize(count * sizeof(T));
  for (size_t i = 0; i < count; ++i) {
    const T element = value(i);
    std::memcpy(&tensor.data[i * sizeof(T)], &element, sizeof element);
  }
  return tensor;
}

}  // namespace runner

#endif  // RUNNER_SRC_CORE_BASE_TENSOR_ELEMENTS_H_
