#include "runner/core/base/tensor.h"

#include <cmath>
#include <limits>

#include "check.h"

using namespace runner;

TEST(sizes_and_names_belong_together) {
  for (const ElementType type :
       {ElementType::kFloat32, ElementType::kInt32, ElementType::kUInt8, ElementType::kInt64, ElementType::kBool,
        ElementType::kInt16, ElementType::kInt8, ElementType::kFloat16, ElementType::kFloat64, ElementType::kString}) {
    CHECK_EQ(ElementTypeFromName(ElementName(type)), type);
  }
  CHECK_EQ(ElementSize(ElementType::kInt64), size_t{8});
  CHECK_EQ(ElementSize(ElementType::kFloat16), size_t{2});
  CHECK_EQ(ElementSize(ElementType::kString), size_t{0});
  CHECK_EQ(ElementTypeFromName("uint16"), ElementType::kNone);
  CHECK_EQ(std::string(ElementName(ElementType::kNone)), "unknown");
}

TEST(the_number_of_elements_is_the_product_or_unknown) {
  CHECK_EQ(ElementCount({2, 3, 4}), 24);
  CHECK_EQ(ElementCount({}), 1);
  CHECK_EQ(ElementCount({5, 0, 4}), 0);
  CHECK_EQ(ElementCount({1, -1, 3}), -1);
  CHECK_EQ(ElementCount({0, -1}), -1);
  CHECK_EQ(ElementCount({int64_t{1} << 32, int64_t{1} << 31}), -1);
  CHECK_EQ(ElementCount({int64_t{1} << 32, (int64_t{1} << 31) - 1}), INT64_MAX - ((int64_t{1} << 32) - 1));
}

TEST(shapes_are_written_with_question_marks_for_unknown_sizes) {
  CHECK_EQ(ShapeText({1, 32, -1, 3}), "1 x 32 x ? x 3");
  CHECK_EQ(ShapeText({}), "a single number");
}

TEST(every_half_survives_the_way_to_float_and_back) {
  for (uint32_t half = 0; half < 0x10000; ++half) {
    const float value = HalfToFloat(static_cast<uint16_t>(half));
    if (std::isnan(value)) {
      CHECK(std::isnan(HalfToFloat(FloatToHalf(value))));
    } else if (FloatToHalf(value) != half) {
      CHECK_EQ(FloatToHalf(value), static_cast<uint16_t>(half));
    }
  }
}

TEST(halves_have_their_documented_values) {
  CHECK_EQ(HalfToFloat(0x3C00), 1.0f);
  CHECK_EQ(HalfToFloat(0xC000), -2.0f);
  CHECK_EQ(HalfToFloat(0x7BFF), 65504.0f);
  CHECK_EQ(HalfToFloat(0x0400), 6.103515625e-05f);
  CHECK_EQ(HalfToFloat(0x0001), 5.9604644775390625e-08f);
  CHECK(std::signbit(HalfToFloat(0x8000)));
  CHECK(std::isinf(HalfToFloat(0x7C00)));
}

TEST(floats_between_two_halves_round_to_the_nearest_and_ties_to_even) {
  CHECK_EQ(FloatToHalf(1.0f + 1.0f / 2048.0f), 0x3C00);  // a tie: down to even
  CHECK_EQ(FloatToHalf(1.0f + 3.0f / 2048.0f), 0x3C02);  // a tie: up to even
  CHECK_EQ(FloatToHalf(1.0f + 1.0f / 2048.0f + 1e-6f), 0x3C01);
  CHECK_EQ(FloatToHalf(65519.0f), 0x7BFF);
  CHECK_EQ(FloatToHalf(65520.0f), 0x7C00);
  CHECK_EQ(FloatToHalf(-1e30f), 0xFC00);
  CHECK_EQ(FloatToHalf(2.98023223876953125e-08f), 0x0000);  // half of the smallest: a tie, to even
  CHECK_EQ(FloatToHalf(3.0e-08f), 0x0001);
  CHECK_EQ(FloatToHalf(6.1005353927612305e-05f), 0x0400);  // rounds up into the normal numbers
  CHECK_EQ(FloatToHalf(std::numeric_limits<float>::denorm_min()), 0x0000);
}
