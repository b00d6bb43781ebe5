// Tensor: an array in host memory, in row-major order. ElementType has the runtime's own codes.
// Thread rule: plain values, owned by one thread at a time.
#ifndef RUNNER_CORE_BASE_TENSOR_H_
#define RUNNER_CORE_BASE_TENSOR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace runner {

enum class ElementType : int32_t {
  kNone = 0,
  kFloat32 = 1,
  kInt32 = 2,
  kUInt8 = 3,
  kInt64 = 4,
  kString = 5,
  kBool = 6,
  kInt16 = 7,
  kInt8 = 9,
  kFloat16 = 10,
  kFloat64 = 11,
};

// Bytes of one element; 0 for types without a fixed size.
size_t ElementSize(ElementType type);
// NumPy's name ("float32"), "string", or "unknown".
const char* ElementName(ElementType type);
// The reverse of ElementName; kNone for an unknown name.
ElementType ElementTypeFromName(const std::string& name);

using Shape = std::vector<int64_t>;  // -1 = unknown

// Number of elements; -1 when a size is unknown or the product overflows.
int64_t ElementCount(const Shape& shape);
// "1 x 32 x 32 x 3", unknown sizes as "?".
std::string ShapeText(const Shape& shape);

// Quantization of a tensor: real = (stored - zero_point) * scale. A scale of 0 means not quantized.
struct Quantization {
  float scale = 0.0f;
  int64_t zero_point = 0;
  bool active() const { return scale != 0.0f; }
};

struct Tensor {
  ElementType type = ElementType::kNone;
  Shape shape;
  std::vector<std::byte> data;

  template <typename T>
  T* as() {
    return reinterpret_cast<T*>(data.data());
  }
  template <typename T>
  const T* as() const {
    return reinterpret_cast<const T*>(data.data());
  }
};

// Half precision, both ways, round to nearest even (IEEE 754 binary16).
float HalfToFloat(uint16_t half);
uint16_t FloatToHalf(float value);

// What the model says about one of its inputs or outputs.
struct TensorSpec {
  std::string tensor;  // name in the model's signature
  ElementType type = ElementType::kNone;
  Shape shape;  // -1 = unknown
  Quantization quantization;
};

}  // namespace runner

#endif  // RUNNER_CORE_BASE_TENSOR_H_
