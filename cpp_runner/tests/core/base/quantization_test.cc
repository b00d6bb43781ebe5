#include "runner/core/base/quantization.h"

#include <cmath>
#include <limits>

#include "check.h"

using namespace runner;
using runner_test::MakeTensor;
using runner_test::Values;
using runner_test::Why;
using E = ElementType;

namespace {

TensorSpec Spec(ElementType type, Quantization quantization = {}) { return {"x", type, {-1}, quantization}; }

Tensor Floats(const std::vector<float>& values) {
  return MakeTensor<float>(E::kFloat32, {static_cast<int64_t>(values.size())}, values);
}

}  // namespace

TEST(an_array_of_the_inputs_own_type_goes_in_as_it_is) {
  const Tensor stored = MakeTensor<int8_t>(E::kInt8, {3}, {-128, 0, 127});
  const Tensor out = MUST(ConvertTo(stored, Spec(E::kInt8, {0.5f, 3})));
  CHECK(out.data == stored.data);
  const Tensor nan = Floats({std::nanf("")});
  CHECK(MUST(ConvertTo(nan, Spec(E::kFloat32))).data == nan.data);
}

TEST(float64_becomes_float32) {
  const Tensor out = MUST(ConvertTo(MakeTensor<double>(E::kFloat64, {2, 1}, {0.1, -1e300}), Spec(E::kFloat32)));
  CHECK_EQ(Values<float>(out)[0], 0.1f);
  CHECK(std::isinf(Values<float>(out)[1]));
  CHECK_EQ(out.shape, (Shape{2, 1}));
}

TEST(floats_for_a_quantized_input_are_rounded_half_away_and_clamped) {
  const Quantization quantization{0.5f, 10};
  const Tensor out = MUST(ConvertTo(Floats({0.0f, 0.25f, -0.25f, 0.24f, 1000.0f, -1000.0f, HUGE_VALF, -HUGE_VALF}),
                                    Spec(E::kUInt8, quantization)));
  CHECK_EQ(Values<uint8_t>(out), (std::vector<uint8_t>{10, 11, 9, 10, 255, 0, 255, 0}));
  const Tensor signed_out = MUST(ConvertTo(Floats({1.0f, -100.0f, 100.0f}), Spec(E::kInt8, {0.5f, -1})));
  CHECK_EQ(Values<int8_t>(signed_out), (std::vector<int8_t>{1, -128, 127}));
  const Tensor wide = MUST(ConvertTo(MakeTensor<double>(E::kFloat64, {2}, {2.0, 1e9}), Spec(E::kInt16, {0.001f, 0})));
  CHECK_EQ(Values<int16_t>(wide), (std::vector<int16_t>{2000, 32767}));
  const Tensor half =
      MUST(ConvertTo(MakeTensor<uint16_t>(E::kFloat16, {1}, {FloatToHalf(2.0f)}), Spec(E::kInt8, {0.5f, 0})));
  CHECK_EQ(Values<int8_t>(half), std::vector<int8_t>{4});
}

TEST(nan_for_a_quantized_input_is_refused) {
  CHECK_CONTAINS(Why(ConvertTo(Floats({1.0f, std::nanf("")}), Spec(E::kInt8, {0.5f, 0}))), "NaN");
}

TEST(widening_that_loses_nothing_is_done) {
  const Tensor bytes = MakeTensor<uint8_t>(E::kUInt8, {2}, {0, 255});
  CHECK_EQ(Values<float>(MUST(ConvertTo(bytes, Spec(E::kFloat32)))), (std::vector<float>{0.0f, 255.0f}));
  CHECK_EQ(Values<int16_t>(MUST(ConvertTo(bytes, Spec(E::kInt16)))), (std::vector<int16_t>{0, 255}));
  CHECK_EQ(Values<uint16_t>(MUST(ConvertTo(bytes, Spec(E::kFloat16)))),
           (std::vector<uint16_t>{0, FloatToHalf(255.0f)}));
  const Tensor small = MakeTensor<int8_t>(E::kInt8, {2}, {-128, 5});
  CHECK_EQ(Values<int32_t>(MUST(ConvertTo(small, Spec(E::kInt32)))), (std::vector<int32_t>{-128, 5}));
  const Tensor ints = MakeTensor<int32_t>(E::kInt32, {1}, {-7});
  CHECK_EQ(Values<int64_t>(MUST(ConvertTo(ints, Spec(E::kInt64)))), std::vector<int64_t>{-7});
  const Tensor flags = MakeTensor<uint8_t>(E::kBool, {2}, {0, 1});
  CHECK_EQ(Values<float>(MUST(ConvertTo(flags, Spec(E::kFloat32)))), (std::vector<float>{0.0f, 1.0f}));
  CHECK_EQ(Values<int32_t>(MUST(ConvertTo(flags, Spec(E::kInt32)))), (std::vector<int32_t>{0, 1}));
  const Tensor half = MakeTensor<uint16_t>(E::kFloat16, {1}, {FloatToHalf(-1.5f)});
  CHECK_EQ(Values<float>(MUST(ConvertTo(half, Spec(E::kFloat32)))), std::vector<float>{-1.5f});
}

TEST(int64_becomes_int32_only_where_every_value_fits) {
  const Tensor fits = MakeTensor<int64_t>(E::kInt64, {2}, {INT32_MIN, INT32_MAX});
  CHECK_EQ(Values<int32_t>(MUST(ConvertTo(fits, Spec(E::kInt32)))), (std::vector<int32_t>{INT32_MIN, INT32_MAX}));
  const Tensor outside = MakeTensor<int64_t>(E::kInt64, {2}, {0, int64_t{INT32_MAX} + 1});
  CHECK_CONTAINS(Why(ConvertTo(outside, Spec(E::kInt32))), "outside of int32");
}

TEST(conversions_that_could_lose_something_are_refused_with_both_types) {
  const auto why = [](ElementType from, ElementType to, Quantization quantization = {}) {
    Tensor tensor{from, {1}, std::vector<std::byte>(ElementSize(from))};
    return Why(ConvertTo(tensor, Spec(to, quantization)));
  };
  CHECK_CONTAINS(why(E::kFloat32, E::kInt32), "float32 and the model takes int32");
  CHECK_CONTAINS(why(E::kInt32, E::kFloat32), "int32 and the model takes float32");
  CHECK_CONTAINS(why(E::kInt64, E::kFloat32), "int64 and the model takes float32");
  CHECK_CONTAINS(why(E::kInt32, E::kInt8), "int32 and the model takes int8");
  CHECK_CONTAINS(why(E::kFloat32, E::kFloat16), "float32 and the model takes float16");
  CHECK_CONTAINS(why(E::kInt8, E::kUInt8), "int8 and the model takes uint8");
  CHECK_CONTAINS(why(E::kFloat32, E::kBool), "float32 and the model takes bool");
  CHECK_CONTAINS(why(E::kUInt8, E::kInt8, {0.5f, 0}), "uint8 and the model's input is quantized int8");
  CHECK_CONTAINS(why(E::kFloat32, E::kString), "texts are not supported");
}

TEST(dequantizing_undoes_quantizing) {
  const Tensor stored = MakeTensor<int8_t>(E::kInt8, {1, 3}, {-128, 10, 127});
  const Tensor real = Dequantize(stored, {0.5f, 10});
  CHECK_EQ(real.type, E::kFloat32);
  CHECK_EQ(real.shape, stored.shape);
  CHECK_EQ(Values<float>(real), (std::vector<float>{-69.0f, 0.0f, 58.5f}));
  CHECK_EQ(Values<float>(Dequantize(stored, {})), (std::vector<float>{-128.0f, 10.0f, 127.0f}));
  CHECK_EQ(ToDoubles(stored, {0.5f, 10}), (std::vector<double>{-69.0, 0.0, 58.5}));
}

TEST(doubles_keep_what_float32_would_lose) {
  CHECK_EQ(ToDoubles(MakeTensor<int64_t>(E::kInt64, {1}, {16777217}), {}), std::vector<double>{16777217.0});
  CHECK_EQ(ToDoubles(MakeTensor<double>(E::kFloat64, {1}, {0.1}), {}), std::vector<double>{0.1});
  CHECK_EQ(ToDoubles(MakeTensor<uint8_t>(E::kBool, {2}, {1, 0}), {}), (std::vector<double>{1.0, 0.0}));
}
