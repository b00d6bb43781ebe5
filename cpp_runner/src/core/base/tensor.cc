#include "runner/core/base/tensor.h"

#include <array>
#include <cstring>
#include <limits>

namespace runner {
namespace {

struct TypeFacts {
  ElementType type;
  size_t size;
  const char* name;
};

constexpr std::array<TypeFacts, 10> kTypes = {{
    {ElementType::kFloat32, 4, "float32"},
    {ElementType::kInt32, 4, "int32"},
    {ElementType::kUInt8, 1, "uint8"},
    {ElementType::kInt64, 8, "int64"},
    {ElementType::kString, 0, "string"},
    {ElementType::kBool, 1, "bool"},
    {ElementType::kInt16, 2, "int16"},
    {ElementType::kInt8, 1, "int8"},
    {ElementType::kFloat16, 2, "float16"},
    {ElementType::kFloat64, 8, "float64"},
}};

uint32_t BitsOf(float value) {
  uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

float FromBits(uint32_t bits) {
  float value = 0.0f;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// Shifts right by `shift` (1 to 31), rounding to nearest, ties to even.
uint32_t ShiftRounded(uint32_t value, int shift) {
  const uint32_t half = uint32_t{1} << (shift - 1);
  const uint32_t rest = value & ((uint32_t{1} << shift) - 1);
  const uint32_t result = value >> shift;
  return rest > half || (rest == half && (result & 1) != 0) ? result + 1 : result;
}

}  // namespace

size_t ElementSize(ElementType type) {
  for (const TypeFacts& facts : kTypes) {
    if (facts.type == type) return facts.size;
  }
  return 0;
}

const char* ElementName(ElementType type) {
  for (const TypeFacts& facts : kTypes) {
    if (facts.type == type) return facts.name;
  }
  return "unknown";
}

ElementType ElementTypeFromName(const std::string& name) {
  for (const TypeFacts& facts : kTypes) {
    if (name == facts.name) return facts.type;
  }
  return ElementType::kNone;
}

int64_t ElementCount(const Shape& shape) {
  int64_t count = 1;
  bool empty = false;
  for (const int64_t size : shape) {
    if (size < 0) return -1;
    if (size == 0) {
      empty = true;
    } else if (count > std::numeric_limits<int64_t>::max() / size) {
      return -1;
    } else {
      count *= size;
    }
  }
  return empty ? 0 : count;
}

std::string ShapeText(const Shape& shape) {
  if (shape.empty()) return "a single number";
  std::string text;
  for (const int64_t size : shape) {
    if (!text.empty()) text += " x ";
    text += size < 0 ? "?" : std::to_string(size);
  }
  return text;
}

float HalfToFloat(uint16_t half) {
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000u) << 16;
  const uint32_t exponent = (half >> 10) & 0x1Fu;
  const uint32_t fraction = half & 0x3FFu;
  if (exponent == 0x1F) return FromBits(sign | 0x7F800000u | (fraction << 13));
  if (exponent != 0) return FromBits(sign | ((exponent + 112) << 23) | (fraction << 13));
  // Subnormal: fraction * 2^-24 is exact in a float.
  const float magnitude = static_cast<float>(fraction) * 5.9604644775390625e-8f;
  return FromBits(sign | BitsOf(magnitude));
}

uint16_t FloatToHalf(float value) {
  const uint32_t bits = BitsOf(value);
  const uint32_t sign = (bits >> 16) & 0x8000u;
  const uint32_t magnitude = bits & 0x7FFFFFFFu;
  if (magnitude > 0x7F800000u) return static_cast<uint16_t>(sign | 0x7E00u | ((magnitude >> 13) & 0x3FFu));
  if (magnitude >= 0x477FF000u) return static_cast<uint16_t>(sign | 0x7C00u);  // 65520 and above round to infinity
  if (magnitude >= 0x38800000u) {
    // The carry of rounding runs from the fraction into the exponent, as it should.
    return static_cast<uint16_t>(sign | ShiftRounded(magnitude - 0x38000000u, 13));
  }
  const int exponent = static_cast<int>(magnitude >> 23);
  if (exponent < 102) return static_cast<uint16_t>(sign);  // below half of the smallest subnormal
  const uint32_t significand = (magnitude & 0x7FFFFFu) | 0x800000u;
  return static_cast<uint16_t>(sign | ShiftRounded(significand, 126 - exponent));
}

}  // namespace runner
