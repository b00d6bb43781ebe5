// What is said of boxes and points: as JSON, as text, as lines of a table, and drawn.
#include <cmath>
#include <limits>

#include "check.h"
#include "core/answers/detector_contract.h"
#include "runner/core/answers/answer_columns.h"
#include "runner/core/answers/answer_json.h"
#include "runner/core/answers/answer_text.h"
#include "runner/core/answers/drawn_picture.h"
#include "runner/core/answers/output_picture.h"

using namespace runner;
using runner_test::MakeTensor;
using E = ElementType;

namespace {

Contract Detecting(Detector detector, OutputKind kind) {
  return runner_test::DetectorContract(detector, kind, {"cat", "big dog"});
}

struct Answered {
  Contract contract;
  Prediction prediction;
  std::vector<TensorSpec> specs;
};

// Boxes as x1, y1, x2, y2, score, class, in shares of a picture of 200 x 100.
Answered Boxes(const std::vector<float>& numbers) {
  const Shape shape = {1, static_cast<int64_t>(numbers.size() / 6), 6};
  return {Detecting(Detector::kYoloEnd, OutputKind::kBoxes),
          {{MakeTensor<float>(E::kFloat32, shape, numbers)}, 1.25, {}, FitOf(Fit::kStretch, 200, 100, 10, 10)},
          {{"", E::kFloat32, shape, {}}}};
}

Answered Three() { return Boxes({0.1f, 0.2f, 0.3f, 0.4f, 0.9f, 1, 0.5f, 0.5f, 1, 1, 0.8f, 0, 0.2f, 0.2f, 0.3f, 0.3f, 0.75f, 1, 0, 0, 1, 1, 0.2f, 7}); }

Answered Points() {
  Answered answered{Detecting(Detector::kMoveNet, OutputKind::kPoints),
                    {{MakeTensor<float>(E::kFloat32, {1, 1, 2, 3}, {0.25f, 0.5f, 0.9f, 0.5f, 0.75f, 0.1f})}, 1.25, {}, FitOf(Fit::kStretch, 200, 100, 10, 10)},
                    {{"", E::kFloat32, {1, 1, 2, 3}, {}}}};
  answered.contract.outputs[0].keypoints = {"nose", "tail"};
  return answered;
}

const std::string kFile = "a.png";
AnswerForm Form() {
  AnswerForm form;
  form.file = &kFile;
  return form;
}

std::string Json(const Answered& answered, AnswerForm form = Form()) {
  JsonWriter json;
  WriteAnswer(json, answered.contract, answered.prediction, answered.specs, form);
  return json.Take();
}

std::string Text(const Answered& answered) { return AnswerText(answered.contract, answered.prediction, answered.specs, Form()); }
std::string Line(const Answered& answered) { return TableLine(answered.contract, answered.prediction, answered.specs, Form(), 5); }
std::string Csv(const Answered& answered, bool saved = false) {
  const AnswerColumns columns(answered.contract, false, saved);
  return columns.Head() + columns.Lines(answered.prediction, answered.specs, Form());
}

Rgba At(const Picture& picture, int x, int y) {
  const uint8_t* const pixel = picture.pixels.data() + (y * picture.width + x) * 3;
  return {pixel[0], pixel[1], pixel[2], 255};
}

Picture White(int width, int height) { return {width, height, 3, std::vector<uint8_t>(static_cast<size_t>(width * height * 3), 255)}; }

int NotWhite(const Picture& picture) {
  int count = 0;
  for (const uint8_t value : picture.pixels) count += value != 255 ? 1 : 0;
  return count;
}

}  // namespace

TEST(boxes_are_json_in_pixels_the_best_first) {
  CHECK_CONTAINS(Json(Three()),
                 "\"top\": [], \"boxes\": [{\"label\": \"big dog\", \"index\": 1, \"score\": 0.9, \"x\": 20, \"y\": 20, \"width\": 40, "
                 "\"height\": 20}, {\"label\": \"cat\", \"index\": 0, \"score\": 0.8, \"x\": 100, \"y\": 50, \"width\": 100, \"height\": 50}, ");
  CHECK_CONTAINS(Json(Boxes({0, 0, 1, 1, 0.1f, 0})), "\"boxes\": [], \"outputs\"");
  CHECK_CONTAINS(Json(Boxes({0, 0, 1, 1, 0.9f, 7})), "{\"label\": null, \"index\": 7, ");
}

TEST(boxes_below_the_threshold_are_told_when_they_are_asked_for) {
  AnswerForm form = Form();
  CHECK_EQ(Json(Three(), form).find("\"index\": 7"), std::string::npos);
  form.least_score = 0.1;
  CHECK_CONTAINS(Json(Three(), form), "\"label\": null, \"index\": 7, \"score\": 0.2");
}

TEST(points_are_json_with_their_names_and_scores) {
  CHECK_CONTAINS(Json(Points()), "\"points\": [{\"name\": \"nose\", \"x\": 100, \"y\": 25, \"score\": 0.9}, "
                                 "{\"name\": \"tail\", \"x\": 150, \"y\": 50, \"score\": 0.1}], \"outputs\"");
  Answered unnamed = Points();
  unnamed.contract.outputs[0].keypoints.clear();
  CHECK_CONTAINS(Json(unnamed), "{\"name\": null, \"x\": 100");
}

TEST(a_box_is_a_line_with_label_share_and_place) {
  CHECK_EQ(Text(Three()),
           "a.png  (1.25 ms)\n"
           "    90.0 %  big dog  40 x 20 at 20, 20\n"
           "    80.0 %  cat      100 x 50 at 100, 50\n"
           "    75.0 %  big dog  20 x 10 at 40, 20\n");
  CHECK_EQ(Text(Boxes({0, 0, 1, 1, 0.1f, 0})), "a.png  (1.25 ms)\n  nothing found from 50.0 % on\n");
  CHECK_CONTAINS(Text(Boxes({0, 0, 1, 1, 9.5f, 3})), "       9.5  class 3  200 x 100 at 0, 0\n");
  CHECK_EQ(Text(Points()), "a.png  (1.25 ms)\n    90.0 %  nose  at 100, 25\n    10.0 %  tail  at 150, 50\n");
}

TEST(a_table_counts_what_was_found) {
  CHECK_EQ(Line(Three()), "a.png     1.25  2 big dog, 1 cat\n");
  CHECK_EQ(Line(Boxes({0, 0, 1, 1, 0.1f, 0})), "a.png     1.25  nothing found\n");
  CHECK_EQ(Line(Points()), "a.png     1.25  1 of 2 points\n");
}

TEST(a_csv_has_a_row_for_each_box_and_one_for_a_file_without_any) {
  CHECK_EQ(Csv(Three()),
           "file,error,ms,box,label,index,score,x,y,width,height\r\n"
           "a.png,,1.25,1,big dog,1,0.9,20,20,40,20\r\n"
           "a.png,,1.25,2,cat,0,0.8,100,50,100,50\r\n"
           "a.png,,1.25,3,big dog,1,0.75,40,20,20,10\r\n");
  CHECK_EQ(Csv(Boxes({0, 0, 1, 1, 0.1f, 0}), true),
           "file,error,ms,box,label,index,score,x,y,width,height,y saved\r\na.png,,1.25,,,,,,,,,\r\n");
  const AnswerColumns columns(Three().contract, false, false);
  CHECK_EQ(columns.FailureLine(Failure::Usage("a", "b.", "c."), Form()), "a.png,a. b. c.,,,,,,,,,\r\n");
  CHECK_EQ(Csv(Points()), "file,error,ms,nose x,nose y,nose score,tail x,tail y,tail score\r\na.png,,1.25,100,25,0.9,150,50,0.1\r\n");
}

TEST(no_cell_of_a_csv_is_a_formula_to_a_spreadsheet) {
  Answered found = Three();
  found.contract.outputs[0].labels = {"=HYPERLINK(\"http://a.example\")", "-2+cmd"};
  CHECK_EQ(Csv(found),
           "file,error,ms,box,label,index,score,x,y,width,height\r\n"
           "a.png,,1.25,1,\\u002d2+cmd,1,0.9,20,20,40,20\r\n"
           "a.png,,1.25,2,\"\\u003dHYPERLINK(\"\"http://a.example\"\")\",0,0.8,100,50,100,50\r\n"
           "a.png,,1.25,3,\\u002d2+cmd,1,0.75,40,20,20,10\r\n");
  Answered points = Points();
  points.contract.outputs[0].keypoints = {"@a", "\xEF\xBC\x9D" "b"};
  CHECK_CONTAINS(Csv(points), ",\\u0040a x,\\u0040a y,\\u0040a score,\\uff1db x,\\uff1db y,");
  // Numbers stay what they are, of labels too.
  found.contract.outputs[0].labels = {"-1", "+2.5e-3"};
  CHECK_CONTAINS(Csv(found), "a.png,,1.25,1,+2.5e-3,1,0.9,20,20,40,20\r\na.png,,1.25,2,-1,0,0.8,");
}

TEST(points_of_boxes_have_columns_behind_them) {
  Answered pose = Boxes({0.5f, 0.5f, 0.5f, 0.5f, 0.9f, 0.25f, 0.5f, 0.8f, 0.1f, 0.2f, 0.3f, 0.4f});  // resized below
  pose.contract = Detecting(Detector::kYoloPose, OutputKind::kBoxes);
  pose.contract.outputs[0].features_last = true;
  pose.contract.outputs[0].keypoints = {"nose"};
  pose.prediction.outputs[0] = MakeTensor<float>(E::kFloat32, {1, 1, 8}, {0.5f, 0.5f, 0.5f, 0.5f, 0.9f, 0.25f, 0.5f, 0.8f});
  CHECK_CONTAINS(Csv(pose), ",nose x,nose y,nose score\r\na.png,,1.25,1,cat,0,0.9,50,25,100,50,50,50,0.8\r\n");
  CHECK_CONTAINS(Json(pose), "\"height\": 50, \"points\": [{\"name\": \"nose\", \"x\": 50, \"y\": 50, \"score\": 0.8}]}]");
  CHECK_CONTAINS(Text(pose), "100 x 50 at 50, 25\n              nose 50, 50\n");
}

TEST(boxes_are_drawn_where_they_are_in_their_class_s_colour) {
  const Answered answered = Boxes({0.25f, 0.5f, 0.75f, 0.9f, 0.9f, 1});
  const Detections found = Detect(answered.contract, answered.prediction, answered.specs);
  const Picture drawn = DrawDetections(answered.contract, found, White(200, 100));
  const Rgba color = ClassColor(answered.contract, 1);
  CHECK(color == StandardColor(2));
  CHECK(At(drawn, 50, 50) == color);   // a corner
  CHECK(At(drawn, 149, 89) == color);  // the opposite one
  CHECK(At(drawn, 100, 89) == color);
  CHECK(At(drawn, 100, 70) == (Rgba{255, 255, 255, 255}));  // nothing inside
  CHECK(At(drawn, 150, 70) == (Rgba{255, 255, 255, 255}));  // nothing outside
  CHECK(At(drawn, 50, 42) == color);                        // the ground of its name, above
  Contract named = answered.contract;
  named.outputs[0].palette = {"#010203", "#0A0B0C"};
  CHECK(At(DrawDetections(named, found, White(200, 100)), 50, 50) == (Rgba{10, 11, 12, 255}));
}

TEST(a_grey_or_transparent_picture_is_drawn_in_colour_on_white) {
  const Answered answered = Boxes({0.25f, 0.5f, 0.75f, 0.9f, 0.1f, 1});
  const Picture gray{2, 1, 1, {7, 9}};
  CHECK_EQ(DrawDetections(answered.contract, {}, gray).pixels, (std::vector<uint8_t>{7, 7, 7, 9, 9, 9}));
  const Picture clear{1, 1, 4, {1, 2, 3, 0}};
  CHECK_EQ(DrawDetections(answered.contract, {}, clear).pixels, (std::vector<uint8_t>{255, 255, 255}));
}

TEST(points_that_count_are_drawn_and_bodies_have_their_bones) {
  Answered answered = Points();
  Detections found = Detect(answered.contract, answered.prediction, answered.specs);
  Picture drawn = DrawDetections(answered.contract, found, White(200, 100));
  CHECK(At(drawn, 100, 25) == StandardColor(1));
  CHECK(At(drawn, 150, 50) == (Rgba{255, 255, 255, 255}));  // its score is too low
  found.points.assign(17, {});
  for (FoundPoint& point : found.points) point = {-500, -500, 0.0};
  found.points[5] = {20, 50, 0.9};  // from one shoulder to the other
  found.points[6] = {120, 50, 0.9};
  drawn = DrawDetections(answered.contract, found, White(200, 100));
  CHECK(At(drawn, 70, 50) == StandardColor(1));
}

TEST(labels_that_the_font_has_not_are_drawn_by_their_number) {
  Answered answered = Boxes({0.25f, 0.5f, 0.75f, 0.9f, 0.9f, 0});
  const auto drawn = [&](const std::string& label) {
    answered.contract.outputs[0].labels = {label};
    return DrawDetections(answered.contract, Detect(answered.contract, answered.prediction, answered.specs), White(200, 100)).pixels;
  };
  CHECK(drawn("cat") != drawn("cot"));
  CHECK(drawn("gr\xC3\xBCn") == drawn("#0"));
  CHECK(drawn("a\nb") == drawn("#0"));
  CHECK(drawn(std::string(500, 'x')) == drawn(std::string(32, 'x')));
}

TEST(anything_can_be_drawn_on_anything) {
  const Answered answered = Boxes({0.25f, 0.5f, 0.75f, 0.9f, 0.9f, 1});
  const double odd[] = {0.0, -1e300, 1e300, 0.5, -3.0, 1e9, 100.0};
  for (const int size : {1, 2, 40}) {
    Detections found;
    for (const double x : odd) {
      for (const double y : odd) {
        found.points.push_back({x, y, 1.0});
        std::vector<FoundPoint> body(17, {x, y, 1.0});
        body[3] = {y, x, 1.0};
        found.boxes.push_back({3'000'000'000, 0.9, 0.0, 0.0, 1.0, 1.0, body});
      }
    }
    CHECK(NotWhite(DrawDetections(answered.contract, found, White(size, 41 - size))) > 0);
  }
}

TEST(only_a_picture_of_a_detector_is_drawn_on) {
  std::vector<RawInput> raw(1);
  const Contract contract = Three().contract;
  CHECK(DrawnOn(contract, raw) == nullptr);  // numbers
  raw[0].picture = White(2, 2);
  CHECK(DrawnOn(contract, raw) == &raw[0].picture);
  CHECK(DrawnOn(Detecting(Detector::kNone, OutputKind::kTensor), raw) == nullptr);
}
