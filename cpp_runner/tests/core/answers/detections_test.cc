#include "runner/core/answers/detections.h"

#include <cmath>
#include <limits>

#include "check.h"
#include "core/answers/detector_contract.h"

using namespace runner;
using runner_test::MakeTensor;
using E = ElementType;

namespace {

Contract One(Detector detector, OutputKind kind = OutputKind::kBoxes) {
  return runner_test::DetectorContract(detector, kind, {"cat", "dog"});
}

ContractOutput Part(DetectorPart part) {
  ContractOutput output;
  output.name = "part";
  output.part = part;
  return output;
}

// A picture of 200 x 100 in an input of 100 x 100, stretched.
PictureFit Stretched() { return FitOf(Fit::kStretch, 200, 100, 100, 100); }

Detections Found(const Contract& contract, const std::vector<Tensor>& outputs, const PictureFit& fit = Stretched()) {
  std::vector<TensorSpec> specs;
  for (const Tensor& output : outputs) specs.push_back({"", output.type, output.shape, {}});
  return Detect(contract, {outputs, 1.0, {}, fit}, specs);
}

Tensor Floats(const Shape& shape, const std::vector<float>& values) { return MakeTensor<float>(E::kFloat32, shape, values); }

std::string Text(const FoundBox& box) {
  const auto whole = [](double value) { return std::to_string(std::lround(value)); };
  return std::to_string(box.index) + ": " + whole(box.score * 100.0) + " at " + whole(box.x) + "," + whole(box.y) + " " +
         whole(box.width) + "x" + whole(box.height);
}

std::vector<std::string> Texts(const Detections& found) {
  std::vector<std::string> texts;
  for (const FoundBox& box : found.boxes) texts.push_back(Text(box));
  return texts;
}

using List = std::vector<std::string>;

}  // namespace

TEST(yolo_v8_names_boxes_by_their_best_class_in_pixels_of_the_file) {
  // Three boxes of x, y, w, h and two classes, the numbers of a kind beside each other.
  const Tensor numbers = Floats({1, 6, 3}, {0.5f, 0.25f, 0.5f, 0.5f, 0.25f, 0.5f, 0.2f, 0.1f, 0.2f, 0.4f, 0.2f, 0.4f,  //
                                            0.1f, 0.75f, 0.1f, 0.9f, 0.2f, 0.3f});
  CHECK_EQ(Texts(Found(One(Detector::kYoloV8), {numbers})), (List{"1: 90 at 80,30 40x40", "0: 75 at 40,15 20x20"}));
}

TEST(numbers_of_a_box_may_lie_beside_each_other_and_be_pixels) {
  Contract contract = One(Detector::kYoloV8);
  contract.outputs[0].features_last = true;
  contract.outputs[0].coordinates = Coordinates::kPixels;
  const Tensor numbers = Floats({1, 2, 6}, {50, 50, 20, 40, 0.1f, 0.9f, 25, 25, 10, 20, 0.75f, 0.2f});
  CHECK_EQ(Texts(Found(contract, {numbers})), (List{"1: 90 at 80,30 40x40", "0: 75 at 40,15 20x20"}));
}

TEST(yolo_v5_multiplies_by_what_says_that_anything_is_there) {
  const Tensor numbers = Floats({1, 2, 7}, {0.5f, 0.5f, 0.2f, 0.4f, 0.8f, 0.1f, 0.9f, 0.25f, 0.25f, 0.1f, 0.2f, 0.4f, 0.9f, 0.2f});
  CHECK_EQ(Texts(Found(One(Detector::kYoloV5), {numbers})), (List{"1: 72 at 80,30 40x40"}));
  Contract logits = One(Detector::kYoloV5);
  logits.outputs[0].activation = Activation::kSigmoid;
  const Tensor raw = Floats({1, 1, 7}, {0.5f, 0.5f, 0.2f, 0.4f, 100.0f, -9.0f, 0.0f});
  CHECK_EQ(Texts(Found(logits, {raw})), (List{"1: 50 at 80,30 40x40"}));
  // A score that no answer can hold is none.
  CHECK(Found(One(Detector::kYoloV5), {Floats({1, 1, 7}, {0.5f, 0.5f, 0.2f, 0.4f, 3e38f, 3e38f, 0.0f})}).boxes.empty());
}

TEST(of_overlapping_boxes_of_a_class_the_best_stays) {
  Contract contract = One(Detector::kYoloV8);
  contract.outputs[0].features_last = true;
  // Two nearly the same, the same place as another class, and one that shares a third with the first.
  const Tensor numbers = Floats({1, 4, 6}, {0.30f, 0.5f, 0.2f, 0.2f, 0.8f, 0, 0.31f, 0.5f, 0.2f, 0.2f, 0.9f, 0,  //
                                            0.30f, 0.5f, 0.2f, 0.2f, 0, 0.7f, 0.41f, 0.5f, 0.2f, 0.2f, 0.6f, 0});
  CHECK_EQ(Texts(Found(contract, {numbers})), (List{"0: 90 at 42,40 40x20", "1: 70 at 40,40 40x20", "0: 60 at 62,40 40x20"}));
  contract.outputs[0].overlap = 0.33f;  // 0.5 / 1.5 is more
  CHECK_EQ(Found(contract, {numbers}).boxes.size(), size_t{2});
  contract.outputs[0].overlap = 0.0f;  // what only touches, or lies apart, does not overlap
  const Tensor apart = Floats({1, 2, 6}, {0.2f, 0.5f, 0.2f, 0.2f, 0.8f, 0, 0.6f, 0.5f, 0.2f, 0.2f, 0.9f, 0});
  CHECK_EQ(Found(contract, {apart}).boxes.size(), size_t{2});
  contract.outputs[0].overlap = 0.99f;
  contract.outputs[0].max_boxes = 1;
  CHECK_EQ(Texts(Found(contract, {numbers})), (List{"0: 90 at 42,40 40x20"}));
}

TEST(equal_scores_keep_their_order) {
  Contract contract = One(Detector::kYoloV8);
  contract.outputs[0].features_last = true;
  const Tensor numbers = Floats({1, 3, 6}, {0.2f, 0.5f, 0.1f, 0.1f, 0.8f, 0, 0.5f, 0.5f, 0.1f, 0.1f, 0.8f, 0,  //
                                            0.8f, 0.5f, 0.1f, 0.1f, 0.8f, 0});
  CHECK_EQ(Texts(Found(contract, {numbers})), (List{"0: 80 at 30,45 20x10", "0: 80 at 90,45 20x10", "0: 80 at 150,45 20x10"}));
}

TEST(end_to_end_boxes_are_taken_as_they_are) {
  const Tensor numbers = Floats({1, 3, 6}, {0.1f, 0.2f, 0.3f, 0.4f, 0.6f, 1, 0.1f, 0.2f, 0.3f, 0.4f, 0.9f, 1, 0, 0, 0, 0, 0.8f, 0});
  CHECK_EQ(Texts(Found(One(Detector::kYoloEnd), {numbers})), (List{"1: 90 at 20,20 40x20", "1: 60 at 20,20 40x20"}));
}

TEST(ssd_has_its_numbers_in_several_outputs_in_any_order) {
  Contract contract = One(Detector::kSsd);
  contract.outputs = {Part(DetectorPart::kScores), Part(DetectorPart::kCount), contract.outputs[0], Part(DetectorPart::kClasses)};
  const Tensor boxes = Floats({1, 3, 4}, {0.1f, 0.2f, 0.5f, 0.6f, -0.2f, 0.5f, 0.3f, 1.5f, 0, 0, 1, 1});
  const Tensor scores = Floats({1, 3}, {0.6f, 0.9f, 0.95f});
  const Tensor classes = Floats({1, 3}, {1, 7, 0});
  // The third is beyond the count; the second is clipped, and its class has no label.
  Detections found = Found(contract, {scores, Floats({1}, {2}), boxes, classes});
  CHECK_EQ(Texts(found), (List{"7: 90 at 100,0 100x30", "1: 60 at 40,10 80x40"}));
  CHECK_EQ(BoxLabel(contract, 7), "");
  CHECK_EQ(BoxLabel(contract, -1), "");
  CHECK_EQ(BoxLabel(contract, 1), "dog");
  contract.outputs[1].part = DetectorPart::kNone;  // without a count all are looked at
  found = Found(contract, {scores, Floats({1}, {2}), boxes, classes});
  CHECK_EQ(found.boxes.size(), size_t{3});
  for (const float count : {-3.0f, std::nanf(""), 0.0f}) {
    contract.outputs[1].part = DetectorPart::kCount;
    CHECK(Found(contract, {scores, Floats({1}, {count}), boxes, classes}).boxes.empty());
  }
  CHECK_EQ(Found(contract, {scores, Floats({1}, {1e30f}), boxes, classes}).boxes.size(), size_t{3});
  CHECK(Found(contract, {Floats({1, 0}, {}), Floats({1}, {3}), boxes, classes}).boxes.empty());
}

TEST(poses_have_their_points_in_their_boxes) {
  Contract contract = One(Detector::kYoloPose);
  contract.outputs[0].keypoints = {"nose", "tail"};
  contract.outputs[0].features_last = true;
  const Tensor numbers = Floats({1, 1, 11}, {0.5f, 0.5f, 0.2f, 0.4f, 0.9f, 0.25f, 0.5f, 0.8f, 1.5f, -0.5f, 0.1f});
  const Detections found = Found(contract, {numbers});
  CHECK_EQ(Texts(found), (List{"0: 90 at 80,30 40x40"}));
  const std::vector<FoundPoint>& points = found.boxes.at(0).points;
  CHECK_EQ(points.size(), size_t{2});
  CHECK_EQ(std::lround(points[0].x), 50L);
  CHECK_EQ(std::lround(points[0].y), 50L);
  CHECK_EQ(std::lround(points[1].x), 300L);  // points are not clipped
  CHECK_EQ(std::lround(points[1].y), -50L);
  CHECK_EQ(PointName(contract, 1), "tail");
  CHECK_EQ(PointName(contract, 2), "");
  contract.outputs[0].keypoints.clear();
  contract.outputs[0].keypoint_count = 200;  // more than there are numbers
  CHECK(Found(contract, {numbers}).boxes.empty());
}

TEST(movenet_gives_points_and_several_bodies_boxes_with_points) {
  const Contract contract = One(Detector::kMoveNet, OutputKind::kPoints);
  const Detections found = Found(contract, {Floats({1, 1, 2, 3}, {0.25f, 0.5f, 0.9f, 0.1f, 0.2f, std::nanf("")})});
  CHECK(found.boxes.empty());
  CHECK_EQ(found.points.size(), size_t{2});
  CHECK_EQ(std::lround(found.points[0].x), 100L);
  CHECK_EQ(std::lround(found.points[0].y), 25L);
  CHECK_EQ(found.points[1].x, 0.0);
  CHECK_EQ(found.points[1].score, 0.0);
  std::vector<float> body(56, 0.5f);
  body[51] = 0.1f, body[52] = 0.2f, body[53] = 0.5f, body[54] = 0.6f, body[55] = 0.7f;
  const Detections bodies = Found(One(Detector::kMoveNetMulti), {Floats({1, 1, 56}, body)});
  CHECK_EQ(Texts(bodies), (List{"0: 70 at 40,10 80x40"}));
  CHECK_EQ(bodies.boxes.at(0).points.size(), size_t{17});
}

TEST(faces_are_found_by_their_anchors) {
  Contract contract = One(Detector::kBlazeFace);
  contract.outputs.push_back(Part(DetectorPart::kScores));
  std::vector<float> boxes(896 * 16, 0.0f);
  std::vector<float> scores(896, -std::numeric_limits<float>::infinity());
  // The anchor of cell 3, 2 of the fine grid, and one of cell 1, 7 of the coarse one.
  const size_t fine = (2 * 16 + 3) * 2 + 1;
  const size_t coarse = 512 + (7 * 8 + 1) * 6 + 5;
  boxes[fine * 16 + 2] = 64.0f, boxes[fine * 16 + 3] = 32.0f, boxes[fine * 16 + 4] = 12.8f;
  boxes[coarse * 16] = 0.32f, boxes[coarse * 16 + 1] = -12.8f, boxes[coarse * 16 + 2] = boxes[coarse * 16 + 3] = 12.8f;
  scores[fine] = 200.0f, scores[coarse] = 1.0f;
  const Detections found = Found(contract, {Floats({1, 896, 16}, boxes), Floats({1, 896, 1}, scores)});
  CHECK_EQ(found.boxes.size(), size_t{2});
  // Its centre is 3.5 / 16 and 2.5 / 16; of 100 it reaches 25 to each side, and is cut at the left edge and the upper one.
  CHECK_EQ(Text(found.boxes.at(0)), "0: 100 at 0,3 94x25");
  CHECK_EQ(found.boxes[0].points.size(), size_t{6});
  CHECK_EQ(std::lround(found.boxes[0].points[0].x), std::lround((3.5 / 16 + 0.1) * 200));
  CHECK_EQ(Text(found.boxes.at(1)), "0: 73 at 28,79 20x10");
}

TEST(quantized_outputs_are_read_as_real_numbers) {
  Contract contract = One(Detector::kYoloV8);
  contract.outputs[0].features_last = true;
  const Tensor numbers = MakeTensor<uint8_t>(E::kUInt8, {1, 1, 6}, {50, 50, 20, 40, 10, 90});
  const Detections found = Detect(contract, {{numbers}, 1.0, {}, Stretched()}, {{"", E::kUInt8, {1, 1, 6}, {0.01f, 0}}});
  CHECK_EQ(Texts(found), (List{"1: 90 at 80,30 40x40"}));
}

TEST(every_fit_is_undone) {
  struct Case {
    Fit fit;
    int64_t width, height, input_width, input_height;
  };
  Contract contract = One(Detector::kYoloEnd);
  for (const Case& one : {Case{Fit::kStretch, 640, 480, 320, 320}, Case{Fit::kLetterbox, 1000, 333, 320, 320},
                          Case{Fit::kLetterbox, 333, 1000, 320, 256}, Case{Fit::kCrop, 640, 480, 320, 320},
                          Case{Fit::kCrop, 101, 977, 64, 96}, Case{Fit::kLetterbox, 5, 3, 320, 320}}) {
    const PictureFit fit = FitOf(one.fit, one.width, one.height, one.input_width, one.input_height);
    // The middle of the input is the middle of the picture, but for a bar that is a pixel wider than the other.
    const double half_x = std::abs(fit.PictureX(static_cast<double>(one.input_width) / 2) - static_cast<double>(one.width) / 2);
    CHECK(half_x <= 0.5 * static_cast<double>(one.width) / static_cast<double>(fit.full_width) + 1e-9);
    CHECK_EQ(fit.PictureX(static_cast<double>(fit.left)), 0.0);
    CHECK_EQ(fit.PictureY(static_cast<double>(fit.top)), 0.0);
    CHECK_EQ(fit.PictureX(static_cast<double>(fit.left + fit.full_width)), static_cast<double>(one.width));
    CHECK_EQ(fit.PictureY(static_cast<double>(fit.top + fit.full_height)), static_cast<double>(one.height));
    const Detections all = Found(contract, {Floats({1, 1, 6}, {-9, -9, 9, 9, 0.9f, 0})}, fit);
    CHECK_EQ(std::lround(all.boxes.at(0).width), static_cast<long>(one.width));
    CHECK_EQ(std::lround(all.boxes.at(0).height), static_cast<long>(one.height));
  }
}

TEST(numbers_in_place_of_a_picture_are_where_they_are) {
  ContractInput input;
  input.kind = InputKind::kImage;
  input.layout = Layout::kNchw;
  const PictureFit fit = FitOfInput(input, RawInput{}, {1, 3, 40, 60}).value();
  CHECK_EQ(fit.picture_width, int64_t{60});
  CHECK_EQ(fit.picture_height, int64_t{40});
  RawInput picture;
  picture.picture = {200, 100, 3, {}};
  CHECK_EQ(FitOfInput(input, picture, {1, 3, 40, 60}).value().picture_width, int64_t{200});
  CHECK(!FitOfInput(input, RawInput{}, {1, 3}).has_value());
  input.kind = InputKind::kTensor;
  CHECK(!FitOfInput(input, RawInput{}, {1, 3, 40, 60}).has_value());
}

TEST(outputs_that_are_no_detector_s_find_nothing) {
  CHECK(Found(One(Detector::kNone), {Floats({1, 2, 6}, std::vector<float>(12, 0.5f))}).boxes.empty());
  CHECK(Found(One(Detector::kYoloV8, OutputKind::kTensor), {Floats({1, 6, 2}, std::vector<float>(12, 0.5f))}).boxes.empty());
  const Contract contract = One(Detector::kMoveNet);  // points that are called boxes
  CHECK_EQ(DetectorOutput(contract), size_t{1});
  CHECK(!IsOfDetector(contract, 0));
  CHECK(Found(contract, {Floats({1, 1, 2, 3}, std::vector<float>(6, 0.5f))}).points.empty());
}

// Whatever a model answers and a contract says: nothing but numbers inside of the picture comes out, and nothing is read
// outside of the outputs (the address checks of the debug build and of make fuzz would say so).
TEST(any_numbers_and_any_contract_give_boxes_inside_of_the_picture) {
  uint32_t state = 7;
  const auto random = [&state](uint32_t below) { return ((state = state * 1664525 + 1013904223) >> 8) % below; };
  const float odd[] = {0.0f, 1.0f, -1.0f, 0.5f, 1e30f, -1e30f, 3e38f, std::nanf(""), std::numeric_limits<float>::infinity(),
                       -std::numeric_limits<float>::infinity(), 1e-40f, 7.0f};
  const auto tensor = [&](Shape shape) {
    std::vector<float> values(static_cast<size_t>(ElementCount(shape)));
    for (float& value : values) value = random(4) == 0 ? odd[random(12)] : static_cast<float>(random(1000)) / 999.0f;
    return Floats(shape, values);
  };
  const Shape shapes[] = {{1, 6, 40}, {1, 40, 6}, {1, 896, 16}, {1, 896, 1}, {1, 1, 17, 3}, {1, 6, 56}, {1}, {},
                          {1, 40},    {2, 6, 40}, {40, 6},      {1, 1, 1, 1}, {1, 10, 4},   {1, 10}, {1, 0, 6}, {1, 300, 3}};
  for (int round = 0; round < 3000; ++round) {
    Contract contract = One(static_cast<Detector>(random(9)), random(2) == 0 ? OutputKind::kBoxes : OutputKind::kPoints);
    ContractOutput& carrier = contract.outputs[0];
    carrier.features_last = random(2) == 0;
    carrier.coordinates = static_cast<Coordinates>(random(2));
    carrier.activation = static_cast<Activation>(random(3));
    carrier.keypoint_count = static_cast<int>(random(4) == 0 ? random(201) : random(3));
    carrier.overlap = static_cast<float>(random(11)) / 10.0f;
    carrier.threshold = odd[random(4)];
    carrier.max_boxes = 1 + static_cast<int>(random(1000));
    std::vector<Tensor> outputs = {tensor(shapes[random(16)])};
    for (uint32_t part = random(5); part > 0; --part) {
      contract.outputs.push_back(Part(static_cast<DetectorPart>(random(5))));
      outputs.push_back(tensor(shapes[random(16)]));
    }
    const Detections found = Found(contract, outputs, FitOf(static_cast<Fit>(random(3)), 1 + random(300), 1 + random(300), 64, 48));
    CHECK(found.boxes.size() <= static_cast<size_t>(contract.outputs[0].max_boxes));
    bool good = true;
    double before = std::numeric_limits<double>::infinity();
    for (const FoundBox& box : found.boxes) {
      good = good && box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0 && box.x + box.width <= 300.0 + 1e-6 &&
             box.y + box.height <= 300.0 + 1e-6 && std::isfinite(box.score) && box.score <= before;
      before = box.score;
      for (const FoundPoint& point : box.points) good = good && std::isfinite(point.x) && std::isfinite(point.y) && std::isfinite(point.score);
    }
    for (const FoundPoint& point : found.points) good = good && std::isfinite(point.x) && std::isfinite(point.y) && std::isfinite(point.score);
    CHECK(good);
    if (!good) break;
  }
}

TEST(a_hundred_thousand_boxes_are_compared_among_the_best_only) {
  Contract contract = One(Detector::kYoloV8);
  contract.outputs[0].max_boxes = kMostBoxes;
  constexpr size_t kCount = 100'000;
  std::vector<float> numbers(6 * kCount, 0.9f);
  for (size_t i = 0; i < kCount; ++i) numbers[i] = static_cast<float>(i % 1000) / 1000.0f;
  CHECK(Found(contract, {Floats({1, 6, kCount}, numbers)}).boxes.size() >= 1);
}
