#include "runner/core/preprocess/preprocess.h"

#include <cmath>

#include "check.h"
#include "runner/core/preprocess/picture_resize.h"

using namespace runner;
using runner_test::MakeTensor;
using runner_test::Values;
using runner_test::Why;
using E = ElementType;
using Floats = std::vector<float>;

namespace {

ContractInput Input(InputKind kind, ElementType dtype, const Shape& shape) {
  ContractInput input;
  input.name = "x";
  input.kind = kind;
  input.dtype = dtype;
  input.shape = shape;
  return input;
}

RawInput Pixels(int width, int height, int channels, const std::vector<uint8_t>& pixels) {
  RawInput given;
  given.form = RawInputForm::kPixels;
  given.picture = {width, height, channels, pixels};
  return given;
}

RawInput Numbers(const Shape& shape, const Floats& values, RawInputForm form = RawInputForm::kNumbers) {
  RawInput given;
  given.form = form;
  given.tensor = MakeTensor<float>(E::kFloat32, shape, values);
  return given;
}

TensorSpec Spec(ElementType type, const Shape& shape, Quantization quantization = {}) {
  return {"t", type, shape, quantization};
}

const std::vector<uint8_t> kTwoPixels = {10, 20, 30, 40, 50, 60};

}  // namespace

TEST(pixels_become_value_less_mean_by_std) {
  ContractInput input = Input(InputKind::kImage, E::kFloat32, {1, 1, 2, 3});
  input.mean = {10.0f, 0.0f, 1.0f};
  input.std = {2.0f};
  const Tensor tensor = MUST(Preprocess(input, nullptr, Pixels(2, 1, 3, kTwoPixels)));
  CHECK_EQ(tensor.type, E::kFloat32);
  CHECK_EQ(tensor.shape, (Shape{1, 1, 2, 3}));
  CHECK_EQ(Values<float>(tensor), (Floats{0.0f, 10.0f, 14.5f, 15.0f, 25.0f, 29.5f}));
}

TEST(bgr_swaps_before_mean_and_std_are_applied) {
  ContractInput input = Input(InputKind::kImage, E::kFloat32, {1, 1, 2, 3});
  input.color = Color::kBgr;
  input.mean = {1.0f, 2.0f, 3.0f};
  CHECK_EQ(Values<float>(MUST(Preprocess(input, nullptr, Pixels(2, 1, 3, kTwoPixels)))),
           (Floats{29, 18, 7, 59, 48, 37}));
}

TEST(channels_may_come_first) {
  ContractInput input = Input(InputKind::kImage, E::kFloat32, {1, 3, 1, 2});
  input.layout = Layout::kNchw;
  input.mean = {0.0f, 0.0f, 10.0f};
  const Tensor tensor = MUST(Preprocess(input, nullptr, Pixels(2, 1, 3, kTwoPixels)));
  CHECK_EQ(tensor.shape, (Shape{1, 3, 1, 2}));
  CHECK_EQ(Values<float>(tensor), (Floats{10, 40, 20, 50, 20, 50}));
}

TEST(rank_3_is_one_grey_channel) {
  const ContractInput input = Input(InputKind::kImage, E::kFloat32, {1, 1, 2});
  const Tensor tensor = MUST(Preprocess(input, nullptr, Pixels(2, 1, 3, {255, 0, 0, 10, 20, 30})));
  CHECK_EQ(tensor.shape, (Shape{1, 1, 2}));
  CHECK_EQ(Values<float>(tensor), (Floats{76.0f, 18.0f}));
}

TEST(grey_becomes_rgb_by_copying_and_rgb_becomes_grey_where_the_contract_says_so) {
  ContractInput input = Input(InputKind::kImage, E::kFloat32, {1, 1, 1, 3});
  CHECK_EQ(Values<float>(MUST(Preprocess(input, nullptr, Pixels(1, 1, 1, {9})))), (Floats{9, 9, 9}));
  input.color = Color::kGray;
  CHECK_EQ(Values<float>(MUST(Preprocess(input, nullptr, Pixels(1, 1, 3, {0, 255, 0})))), (Floats{150, 150, 150}));
}

TEST(transparent_pixels_lie_on_white) {
  const ContractInput input = Input(InputKind::kImage, E::kFloat32, {1, 1, 3, 3});
  const RawInput given = Pixels(3, 1, 4, {10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 200, 128});
  CHECK_EQ(Values<float>(MUST(Preprocess(input, nullptr, given))), (Floats{10, 20, 30, 255, 255, 255, 127, 177, 227}));
}

TEST(a_picture_of_another_size_is_fitted_in_8_bits_before_it_is_scaled) {
  ContractInput input = Input(InputKind::kImage, E::kFloat32, {1, 2, 2, 1});
  input.std = {255.0f};
  const RawInput given = Pixels(4, 2, 1, {0, 0, 255, 255, 1, 1, 255, 255});
  for (const Fit fit : {Fit::kStretch, Fit::kCrop, Fit::kLetterbox}) {
    input.fit = fit;
    const Picture fitted = FitPicture(given.picture, fit, 2, 2);
    Floats expected;
    for (const uint8_t pixel : fitted.pixels) expected.push_back(static_cast<float>(pixel) / 255.0f);
    CHECK_EQ(Values<float>(MUST(Preprocess(input, nullptr, given))), expected);
  }
}

TEST(unknown_sizes_keep_the_pictures_own) {
  ContractInput input = Input(InputKind::kImage, E::kFloat32, {-1, -1, -1, -1});
  CHECK_EQ(MUST(Preprocess(input, nullptr, Pixels(2, 1, 3, kTwoPixels))).shape, (Shape{1, 1, 2, 3}));
  input.shape = {1, 4, -1, 3};
  CHECK_EQ(MUST(Preprocess(input, nullptr, Pixels(2, 1, 3, kTwoPixels))).shape, (Shape{1, 4, 2, 3}));
  input.shape = {1, -1, -1, -1};
  input.color = Color::kGray;
  CHECK_EQ(MUST(Preprocess(input, nullptr, Pixels(2, 1, 3, kTwoPixels))).shape, (Shape{1, 1, 2, 1}));
}

TEST(quantized_inputs_get_quantized_values) {
  ContractInput input = Input(InputKind::kImage, E::kInt8, {1, 1, 3, 1});
  input.std = {255.0f};
  const TensorSpec spec = Spec(E::kInt8, {1, 1, 3, 1}, {0.003921569f, -128});
  CHECK_EQ(Values<int8_t>(MUST(Preprocess(input, &spec, Pixels(3, 1, 1, {0, 100, 255})))),
           (std::vector<int8_t>{-128, -28, 127}));
  const TensorSpec coarse = Spec(E::kUInt8, {1, 1, 3, 1}, {0.5f, 0});
  CHECK_EQ(Values<uint8_t>(MUST(Preprocess(input, &coarse, Pixels(3, 1, 1, {0, 100, 255})))),
           (std::vector<uint8_t>{0, 1, 2}));
}

TEST(raw_pixels_enter_as_integers) {
  ContractInput input = Input(InputKind::kImage, E::kInt8, {1, 1, 3, 1});
  input.raw_pixels = true;
  input.std = {255.0f};
  const RawInput given = Pixels(3, 1, 1, {0, 100, 255});
  const TensorSpec spec = Spec(E::kInt8, {1, 1, 3, 1}, {0.5f, 7});
  CHECK_EQ(Values<int8_t>(MUST(Preprocess(input, &spec, given))), (std::vector<int8_t>{-128, -28, 127}));
  CHECK_EQ(Values<int8_t>(MUST(Preprocess(input, nullptr, given))), (std::vector<int8_t>{-128, -28, 127}));
  input.dtype = E::kUInt8;
  const Tensor tensor = MUST(Preprocess(input, nullptr, given));
  CHECK_EQ(tensor.type, E::kUInt8);
  CHECK_EQ(Values<uint8_t>(tensor), (std::vector<uint8_t>{0, 100, 255}));
}

TEST(integer_inputs_without_quantization_get_rounded_values) {
  ContractInput input = Input(InputKind::kImage, E::kInt32, {1, 1, 3, 1});
  input.mean = {100.5f};
  const TensorSpec wide = Spec(E::kInt32, {1, 1, 3, 1});
  CHECK_EQ(Values<int32_t>(MUST(Preprocess(input, &wide, Pixels(3, 1, 1, {0, 101, 255})))),
           (std::vector<int32_t>{-101, 1, 155}));
  const TensorSpec narrow = Spec(E::kInt8, {1, 1, 3, 1});
  CHECK_EQ(Values<int8_t>(MUST(Preprocess(input, &narrow, Pixels(3, 1, 1, {0, 101, 255})))),
           (std::vector<int8_t>{-101, 1, 127}));
}

TEST(without_a_model_a_quantized_input_is_given_as_float32) {
  ContractInput input = Input(InputKind::kImage, E::kInt8, {1, 1, 2, 1});
  input.std = {2.0f};
  const Tensor tensor = MUST(Preprocess(input, nullptr, Pixels(2, 1, 1, {4, 5})));
  CHECK_EQ(tensor.type, E::kFloat32);
  CHECK_EQ(Values<float>(tensor), (Floats{2.0f, 2.5f}));
}

TEST(half_precision_inputs_get_halves) {
  const ContractInput input = Input(InputKind::kImage, E::kFloat16, {1, 1, 2, 1});
  const TensorSpec spec = Spec(E::kFloat16, {1, 1, 2, 1});
  CHECK_EQ(Values<uint16_t>(MUST(Preprocess(input, &spec, Pixels(2, 1, 1, {1, 255})))),
           (std::vector<uint16_t>{FloatToHalf(1.0f), FloatToHalf(255.0f)}));
}

TEST(pictures_for_other_inputs_are_refused) {
  const RawInput given = Pixels(2, 1, 3, kTwoPixels);
  CHECK_CONTAINS(Why(Preprocess(Input(InputKind::kAudio, E::kFloat32, {1, 16000}), nullptr, given)), "takes a sound");
  CHECK_CONTAINS(Why(Preprocess(Input(InputKind::kImage, E::kFloat32, {1, 8}), nullptr, given)), "the shape 1 x 8");
  CHECK_CONTAINS(Why(Preprocess(Input(InputKind::kImage, E::kFloat32, {1, 8, 8, 2}), nullptr, given)), "1 x 8 x 8 x 2");
  CHECK_CONTAINS(Why(Preprocess(Input(InputKind::kImage, E::kFloat32, {4, 8, 8, 3}), nullptr, given)), "4 x 8 x 8 x 3");
  ContractInput input = Input(InputKind::kImage, E::kFloat32, {1, 8, 8, 3});
  input.mean = {1.0f, 2.0f};
  CHECK_CONTAINS(Why(Preprocess(input, nullptr, given)), "mean has 2 values for 3 channels");
  input.mean = {0.0f};
  CHECK_CONTAINS(Why(Preprocess(input, nullptr, Pixels(3, 1, 3, kTwoPixels))), "do not form a picture");
  const TensorSpec flags = Spec(E::kBool, {1, 8, 8, 3});
  CHECK_CONTAINS(Why(Preprocess(input, &flags, given)), "bool");
}

TEST(numbers_are_scaled_by_column) {
  ContractInput input = Input(InputKind::kTable, E::kFloat32, {1, 3});
  input.mean = {1.0f, 2.0f, 3.0f};
  input.std = {1.0f, 2.0f, 4.0f};
  const Tensor tensor = MUST(Preprocess(input, nullptr, Numbers({3}, {1.0f, 4.0f, 5.0f})));
  CHECK_EQ(tensor.shape, (Shape{1, 3}));
  CHECK_EQ(Values<float>(tensor), (Floats{0.0f, 1.0f, 0.5f}));
  input.std = {1.0f, 2.0f};
  CHECK_CONTAINS(Why(Preprocess(input, nullptr, Numbers({3}, {1, 2, 3}))), "std has 2 values for 3 columns");
}

TEST(numbers_for_integer_inputs_are_quantized_or_rounded) {
  const ContractInput input = Input(InputKind::kTable, E::kInt8, {1, 2});
  const TensorSpec quantized = Spec(E::kInt8, {1, 2}, {0.5f, 1});
  CHECK_EQ(Values<int8_t>(MUST(Preprocess(input, &quantized, Numbers({1, 2}, {1.0f, 500.0f})))),
           (std::vector<int8_t>{3, 127}));
  const TensorSpec whole = Spec(E::kInt64, {1, 1});
  RawInput large;
  large.form = RawInputForm::kNumbers;
  large.tensor = MakeTensor<double>(E::kFloat64, {1}, {16777217.0});
  CHECK_EQ(Values<int64_t>(MUST(Preprocess(input, &whole, large))), std::vector<int64_t>{16777217});
  CHECK_CONTAINS(Why(Preprocess(input, &quantized, Numbers({1, 2}, {1.0f, std::nanf("")}))), "NaN");
}

TEST(numbers_of_another_shape_are_refused_with_both_shapes) {
  const ContractInput input = Input(InputKind::kTable, E::kFloat32, {1, 3});
  CHECK_CONTAINS(Why(Preprocess(input, nullptr, Numbers({4}, {1, 2, 3, 4}))),
                 "The model takes 1 x 3 and the array is 4");
  CHECK_CONTAINS(Why(Preprocess(input, nullptr, Numbers({2, 3}, {1, 2, 3, 4, 5, 6}))), "2 samples were given as 2 x 3");
  RawInput torn = Numbers({3}, {1, 2, 3});
  torn.tensor.data.pop_back();
  CHECK_CONTAINS(Why(Preprocess(input, nullptr, torn)), "11 bytes");
}

TEST(exact_arrays_follow_the_rules_of_exact_arrays) {
  ContractInput input = Input(InputKind::kImage, E::kInt8, {1, 2});
  input.std = {100.0f};
  const TensorSpec spec = Spec(E::kInt8, {1, 2}, {0.5f, 1});
  CHECK_EQ(Values<int8_t>(MUST(Preprocess(input, &spec, Numbers({2}, {1.0f, 2.0f}, RawInputForm::kTensor)))),
           (std::vector<int8_t>{3, 5}));
  RawInput stored;
  stored.tensor = MakeTensor<int8_t>(E::kInt8, {1, 2}, {7, 8});
  CHECK_EQ(Values<int8_t>(MUST(Preprocess(input, &spec, stored))), (std::vector<int8_t>{7, 8}));
  CHECK_EQ(MUST(Preprocess(input, nullptr, stored)).type, E::kInt8);
  CHECK_EQ(MUST(Preprocess(input, nullptr, Numbers({2}, {1, 2}, RawInputForm::kTensor))).type, E::kFloat32);
  const TensorSpec ids = Spec(E::kInt32, {1, 2});
  CHECK_CONTAINS(Why(Preprocess(input, &ids, Numbers({2}, {1, 2}, RawInputForm::kTensor))),
                 "input \"x\" | It is float32 and the model takes int32");
}
