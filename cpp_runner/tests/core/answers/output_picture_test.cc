#include "runner/core/answers/output_picture.h"

#include <cmath>

#include "check.h"

using namespace runner;
using runner_test::MakeTensor;
using E = ElementType;

namespace {

Contract One(OutputKind kind, std::vector<std::string> labels) {
  ContractOutput output;
  output.name = "y";
  output.kind = kind;
  output.labels = std::move(labels);
  return {{}, {output}};
}

OutputPicture Must(const std::optional<OutputPicture>& shown) {
  if (!shown) {
    std::printf("nothing is shown\n");
    std::exit(1);
  }
  return *shown;
}

std::string Legend(const OutputPicture& shown) {
  std::string text;
  for (const MaskClass& item : shown.legend) {
    text += std::to_string(item.index) + " " + item.label + " " + item.color + " " + std::to_string(item.share) + "; ";
  }
  return text;
}

}  // namespace

TEST(each_point_of_a_mask_has_the_class_of_its_largest_channel) {
  const Contract contract = One(OutputKind::kMask, {"sky", "road", "car"});
  const OutputPicture shown = Must(RenderOutput(contract, 0, MakeTensor<float>(E::kFloat32, {1, 1, 4, 3}, {9, 1, 2, 0, 3, 2, 1, 1, 4, 0, 5, 5}), {}));
  CHECK_EQ(shown.picture.pixels, (std::vector<uint8_t>{0, 1, 2, 1}));
  CHECK_EQ(shown.picture.width, 4);
  CHECK_EQ(Legend(shown), std::string("1 road #F28724 0.500000; 0 sky #000000 0.250000; 2 car #3B1DBF 0.250000; "));
  CHECK_EQ(shown.palette.size(), size_t{3});
  CHECK_EQ(static_cast<int>(shown.palette[0][3]), 0);
}

TEST(the_contracts_colours_come_first) {
  Contract contract = One(OutputKind::kMask, {});
  contract.outputs[0].palette = {"#0a0B0c"};
  const OutputPicture shown = Must(RenderOutput(contract, 0, MakeTensor<int64_t>(E::kInt64, {1, 1, 2}, {0, 1}), {}));
  CHECK_EQ(Legend(shown), std::string("0  #0A0B0C 0.500000; 1  #F28724 0.500000; "));
  CHECK_EQ(static_cast<int>(shown.palette[0][3]), 255);
}

TEST(channels_may_come_first) {
  Contract contract = One(OutputKind::kMask, {});
  ContractInput input;
  input.kind = InputKind::kImage;
  input.layout = Layout::kNchw;
  input.shape = {1, 3, 1, 2};
  contract.inputs.push_back(input);
  const Tensor tensor = MakeTensor<float>(E::kFloat32, {1, 3, 1, 2}, {0, 9, 5, 0, 1, 2});
  CHECK_EQ(Must(RenderOutput(contract, 0, tensor, {})).picture.pixels, (std::vector<uint8_t>{1, 0}));
}

TEST(one_channel_is_present_from_the_threshold_on) {
  Contract contract = One(OutputKind::kMask, {"leaf"});
  const auto pixels = [&](const Tensor& tensor, const Quantization& quantization) {
    return Must(RenderOutput(contract, 0, tensor, quantization)).picture.pixels;
  };
  const Tensor scores = MakeTensor<float>(E::kFloat32, {1, 2, 2, 1}, {0.5f, 0.49f, std::nanf(""), 1.0f});
  CHECK_EQ(pixels(scores, {}), (std::vector<uint8_t>{1, 0, 0, 1}));
  CHECK_EQ(Legend(Must(RenderOutput(contract, 0, scores, {}))), std::string("0 background #000000 0.500000; 1 leaf #F28724 0.500000; "));
  CHECK_EQ(pixels(MakeTensor<int8_t>(E::kInt8, {1, 1, 2, 1}, {-1, 0}), {0.00390625f, -128}), (std::vector<uint8_t>{0, 1}));
  contract.outputs[0].activation = Activation::kSigmoid;
  CHECK_EQ(pixels(MakeTensor<float>(E::kFloat32, {1, 1, 3}, {-0.1f, 0.0f, 5.0f}), {}), (std::vector<uint8_t>{0, 1, 1}));
}

TEST(whole_numbers_of_a_mask_are_classes) {
  const Contract contract = One(OutputKind::kMask, {});
  const OutputPicture shown = Must(RenderOutput(contract, 0, MakeTensor<int32_t>(E::kInt32, {1, 1, 4, 1}, {-3, 7, 256, 511}), {}));
  CHECK_EQ(shown.picture.pixels, (std::vector<uint8_t>{0, 7, 1, 1}));
  CHECK_EQ(shown.legend.size(), size_t{4});
  CHECK_EQ(shown.legend[3].index, int64_t{511});
}

TEST(colours_come_out_in_the_order_that_they_go_in) {
  Contract contract = One(OutputKind::kPicture, {});
  contract.outputs[0].std = {1.0f};
  const Tensor tensor = MakeTensor<float>(E::kFloat32, {1, 1, 1, 3}, {10, 20, 30});
  CHECK_EQ(Must(RenderOutput(contract, 0, tensor, {})).picture.pixels, (std::vector<uint8_t>{10, 20, 30}));
  ContractInput input;
  input.kind = InputKind::kImage;
  input.color = Color::kBgr;
  contract.inputs = {input};
  CHECK_EQ(Must(RenderOutput(contract, 0, tensor, {})).picture.pixels, (std::vector<uint8_t>{30, 20, 10}));
}

TEST(a_pictures_values_become_pixels_and_are_clamped) {
  Contract contract = One(OutputKind::kPicture, {});
  const Tensor gray = MakeTensor<float>(E::kFloat32, {1, 1, 4, 1}, {-1.0f, 0.5f, 2.0f, std::nanf("")});
  CHECK_EQ(Must(RenderOutput(contract, 0, gray, {})).picture.pixels, (std::vector<uint8_t>{0, 128, 255, 0}));
  contract.outputs[0].mean = {127.5f, 0.0f, 1.0f};
  contract.outputs[0].std = {127.5f};
  const OutputPicture shown = Must(RenderOutput(contract, 0, MakeTensor<float>(E::kFloat32, {1, 1, 1, 3}, {0.0f, 1.0f, -1.0f}), {}));
  CHECK_EQ(shown.picture.channels, 3);
  CHECK_EQ(shown.picture.pixels, (std::vector<uint8_t>{128, 128, 0}));
  CHECK(shown.legend.empty());
}

TEST(other_kinds_and_shapes_are_not_shown) {
  const Tensor tensor = MakeTensor<float>(E::kFloat32, {1, 1, 2, 2}, {1, 2, 3, 4});
  CHECK(!RenderOutput(One(OutputKind::kTensor, {}), 0, tensor, {}));
  CHECK(!RenderOutput(One(OutputKind::kPicture, {}), 0, tensor, {}));
  CHECK(!RenderOutput(One(OutputKind::kMask, {}), 0, MakeTensor<float>(E::kFloat32, {2, 1, 1, 2}, {1, 2, 3, 4}), {}));
  CHECK(!RenderOutput(One(OutputKind::kMask, {}), 0, MakeTensor<float>(E::kFloat32, {4}, {1, 2, 3, 4}), {}));
  CHECK(!RenderOutput(One(OutputKind::kMask, {}), 0, MakeTensor<float>(E::kFloat32, {1, 0, 2, 1}, {}), {}));
}

TEST(standard_colours_of_many_classes_differ) {
  for (int64_t a = 1; a < 40; ++a) {
    for (int64_t b = a + 1; b < 40; ++b) CHECK(StandardColor(a) != StandardColor(b));
  }
}
