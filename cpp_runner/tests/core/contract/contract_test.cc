#include "runner/core/contract/contract.h"

#include "check.h"

using namespace runner;
using runner_test::Why;

namespace {

constexpr const char* kWhole = R"({
 "schema": 1, "state": "file",
 "inputs": [{
  "name": "picture", "tensor": "serving_default_picture:0", "kind": "image", "dtype": "uint8",
  "shape": [1, 224, -1, 3], "layout": "nchw", "color": "bgr", "fit": "letterbox", "scaling": "caffe",
  "mean": [103.939, 116.779, 123.68], "std": [1], "raw_pixels": true, "sample_rate": 8000, "hop_seconds": 0.25, "hop_rows": 3,
  "columns": [], "low": [], "high": [1.0, 2.5], "noise": "uniform",
  "vocabulary": ["zebra", "äpfel", "a b"], "standardize": "lower", "split": "character", "ngrams": [2, 1], "text_output": "count",
  "unknown_index": 0
 }],
 "outputs": [{
  "name": "scores", "tensor": "", "kind": "classes", "dtype": "float32", "shape": [1, 2], "activation": "softmax",
  "labels": ["cat \"Tom\"", "gr\u00fcn"], "units": ["EUR"], "threshold": 0.25, "palette": ["#00ff7F"],
  "mean": [127.5], "std": [2.0, 3.0, 4.0], "top": 3, "detector": "yolo-pose", "part": "scores", "coordinates": "pixels",
  "features_last": true, "keypoints": ["nose"], "keypoint_count": 17, "overlap": 0.5, "max_boxes": 20
 }]
})";

constexpr const char* kSmallest = R"({"inputs": [{"name": "x", "dtype": "float32", "shape": [1, 4]}],
"outputs": [{"name": "y", "dtype": "int8", "shape": []}]})";

// kSmallest with one more member at the end of the input, of the output, or of the whole.
std::string WithInput(const std::string& member) {
  std::string text = kSmallest;
  return text.insert(text.find("}]"), ", " + member);
}
std::string WithOutput(const std::string& member) {
  std::string text = kSmallest;
  return text.insert(text.rfind("}]"), ", " + member);
}
std::string WithMember(const std::string& member) { return "{" + member + ", " + (kSmallest + 1); }

}  // namespace

TEST(every_key_of_the_written_form_is_read) {
  const Contract contract = MUST(ParseContract(kWhole));
  const ContractInput& input = contract.inputs.at(0);
  CHECK_EQ(input.name, "picture");
  CHECK_EQ(input.tensor, "serving_default_picture:0");
  CHECK_EQ(input.kind, InputKind::kImage);
  CHECK_EQ(input.dtype, ElementType::kUInt8);
  CHECK_EQ(input.shape, (Shape{1, 224, -1, 3}));
  CHECK_EQ(input.layout, Layout::kNchw);
  CHECK_EQ(input.color, Color::kBgr);
  CHECK_EQ(input.fit, Fit::kLetterbox);
  CHECK_EQ(input.scaling, "caffe");
  CHECK_EQ(input.mean, (std::vector<float>{103.939f, 116.779f, 123.68f}));
  CHECK_EQ(input.std, (std::vector<float>{1.0f}));
  CHECK_EQ(input.raw_pixels, true);
  CHECK_EQ(input.sample_rate, 8000);
  CHECK(input.columns.empty());
  const ContractOutput& output = contract.outputs.at(0);
  CHECK_EQ(output.kind, OutputKind::kClasses);
  CHECK_EQ(output.activation, Activation::kSoftmax);
  CHECK_EQ(output.labels, (std::vector<std::string>{"cat \"Tom\"", "gr\xC3\xBCn"}));
  CHECK_EQ(output.top, 3);
  CHECK_EQ(output.detector, Detector::kYoloPose);
  CHECK_EQ(output.part, DetectorPart::kScores);
  CHECK_EQ(output.coordinates, Coordinates::kPixels);
  CHECK_EQ(output.features_last, true);
  CHECK_EQ(output.keypoints, std::vector<std::string>{"nose"});
  CHECK_EQ(output.keypoint_count, 17);
  CHECK_EQ(output.overlap, 0.5f);
  CHECK_EQ(output.max_boxes, 20);
}

TEST(missing_keys_take_their_defaults) {
  const Contract contract = MUST(ParseContract(kSmallest));
  const ContractInput& input = contract.inputs.at(0);
  CHECK_EQ(input.tensor, "");
  CHECK_EQ(input.kind, InputKind::kTensor);
  CHECK_EQ(input.layout, Layout::kNhwc);
  CHECK_EQ(input.color, Color::kRgb);
  CHECK_EQ(input.fit, Fit::kStretch);
  CHECK_EQ(input.scaling, "0-255");
  CHECK_EQ(input.mean, std::vector<float>{0.0f});
  CHECK_EQ(input.std, std::vector<float>{1.0f});
  CHECK_EQ(input.raw_pixels, false);
  CHECK_EQ(input.sample_rate, 16000);
  CHECK_EQ(input.hop_seconds, 0.0f);
  CHECK_EQ(input.hop_rows, 0);
  CHECK(input.low.empty() && input.high.empty());
  CHECK_EQ(input.noise, Noise::kNone);
  const ContractOutput& output = contract.outputs.at(0);
  CHECK_EQ(output.kind, OutputKind::kTensor);
  CHECK_EQ(output.activation, Activation::kNone);
  CHECK_EQ(output.top, 5);
  CHECK_EQ(output.threshold, 0.5f);
  CHECK_EQ(output.detector, Detector::kNone);
  CHECK_EQ(output.part, DetectorPart::kNone);
  CHECK_EQ(output.coordinates, Coordinates::kUnit);
  CHECK_EQ(output.features_last, false);
  CHECK(output.keypoints.empty());
  CHECK_EQ(output.keypoint_count, 0);
  CHECK_EQ(output.overlap, 0.45f);
  CHECK_EQ(output.max_boxes, 100);
  CHECK(output.units.empty() && output.palette.empty());
  CHECK_EQ(output.mean, std::vector<float>{0.0f});
  CHECK_EQ(output.std, std::vector<float>{255.0f});
  CHECK(output.shape.empty());
}

TEST(an_unknown_key_is_refused_by_name) {
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"colour\": \"rgb\""))),
                 "In the input 1, the key \"colour\" is not known");
  CHECK_CONTAINS(Why(ParseContract(WithOutput("\"best\": 3"))), "\"best\" is not known");
  CHECK_CONTAINS(Why(ParseContract(WithMember("\"version\": 1"))), "\"version\" is not known");
}

TEST(values_out_of_their_range_are_refused) {
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"std\": [0.0]"))), "\"std\" must not be 0");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"std\": [1.0, -0.0]"))), "\"std\" must not be 0");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"std\": [1e-300]"))), "\"std\" must not be 0");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"mean\": []"))), "at least one number");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"mean\": [NaN]"))), "finite");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"mean\": [1e39]"))), "finite");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"sample_rate\": 0"))), "at least 1");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"sample_rate\": 3000000000"))), "at least 1");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"fit\": \"squeeze\""))),
                 "must be one of \"stretch\", \"crop\", \"letterbox\"");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"scaling\": \"0-2\""))), "\"scaling\" is \"0-2\"");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"raw_pixels\": 1"))), "true or false");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"columns\": [1]"))), "texts");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"tensor\": 1"))), "text");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"hop_seconds\": -0.5"))), "must not be below 0");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"hop_seconds\": Infinity"))), "finite number");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"hop_rows\": -1"))), "at least 0");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"low\": [NaN]"))), "finite");
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"high\": 1"))), "array");
  CHECK_CONTAINS(Why(ParseContract(WithOutput("\"threshold\": \"half\""))), "finite number");
  CHECK_CONTAINS(Why(ParseContract(WithOutput("\"palette\": [\"#12345\"]"))), "#RRGGBB");
  CHECK_CONTAINS(Why(ParseContract(WithOutput("\"palette\": [\"#12345g\"]"))), "#RRGGBB");
  CHECK_CONTAINS(Why(ParseContract(WithOutput("\"std\": []"))), "at least one number");
  CHECK_CONTAINS(Why(ParseContract(WithOutput("\"detector\": \"rcnn\""))), "must be one of \"\", \"ssd\"");
  CHECK_CONTAINS(Why(ParseContract(WithOutput("\"overlap\": 1.5"))), "from 0 to 1");
  CHECK_CONTAINS(Why(ParseContract(WithOutput("\"overlap\": -0.1"))), "from 0 to 1");
  CHECK_CONTAINS(Why(ParseContract(WithOutput("\"max_boxes\": 0"))), "at least 1 and at most 1000");
  CHECK_CONTAINS(Why(ParseContract(WithOutput("\"max_boxes\": 1001"))), "at most 1000");
  CHECK_CONTAINS(Why(ParseContract(WithOutput("\"keypoint_count\": 201"))), "at least 0 and at most 200");
  CHECK_CONTAINS(Why(ParseContract(WithOutput("\"top\": 0"))), "at least 1");
  CHECK_CONTAINS(Why(ParseContract(WithMember("\"schema\": 2"))), "\"schema\" is not 1");
  CHECK_CONTAINS(Why(ParseContract(WithMember("\"state\": \"row\""))), "must be one of \"none\", \"file\"");
}

TEST(a_key_that_is_there_twice_is_refused) {
  CHECK_CONTAINS(Why(ParseContract(WithInput("\"name\": \"z\""))), "\"name\" is there twice");
}

TEST(what_has_no_default_must_be_there) {
  CHECK_CONTAINS(Why(ParseContract(R"({"inputs": [{"name": "x", "shape": [1]}], "outputs": []})")), "\"dtype\" is missing");
  CHECK_CONTAINS(Why(ParseContract(R"({"inputs": []})")), "\"outputs\" is missing");
  CHECK_CONTAINS(Why(ParseContract(R"({"inputs": [1], "outputs": []})")), "input 1 is not an object");
  CHECK_CONTAINS(Why(ParseContract(R"({"inputs": 1, "outputs": []})")), "must be an array of objects");
  CHECK_CONTAINS(Why(ParseContract("[]")), "contract is not an object");
  CHECK_CONTAINS(Why(ParseContract("schema = 1")), "line 1");
}

TEST(shapes_and_types_are_checked) {
  const auto with = [](const std::string& dtype, const std::string& shape) {
    return R"({"inputs": [], "outputs": [{"name": "y", "dtype": ")" + dtype + R"(", "shape": )" + shape + "}]}";
  };
  CHECK(ParseContract(with("float16", "[1, -1]")).ok());
  CHECK_CONTAINS(Why(ParseContract(with("uint16", "[1]"))), "\"uint16\", which is not known");
  CHECK_CONTAINS(Why(ParseContract(with("int8", "[1, -2]"))), "sizes of at least 1");
  CHECK_CONTAINS(Why(ParseContract(with("int8", "[0]"))), "sizes of at least 1");
  CHECK_CONTAINS(Why(ParseContract(with("int8", "[1.0]"))), "sizes of at least 1");
  CHECK_CONTAINS(Why(ParseContract(with("int8", "[1,1,1,1,1,1,1,1,1]"))), "at most 8");
}

TEST(a_vocabulary_is_sorted_to_be_found_in) {
  const std::vector<uint32_t> sorted = MUST(ParseContract(kWhole)).inputs[0].sorted_words;
  CHECK(sorted == (std::vector<uint32_t>{2, 0, 1}));
}

TEST(groups_of_words_have_a_width) {
  const auto with = [](const std::string& field) {
    return R"({"inputs": [{"name": "t", "dtype": "int64", "shape": [1, 4], "kind": "text", )" + field + R"(}], "outputs": []})";
  };
  CHECK_CONTAINS(Why(ParseContract(with(R"("ngrams": [-1])"))), "from 1 to 32");
  CHECK_CONTAINS(Why(ParseContract(with(R"("ngrams": [33])"))), "from 1 to 32");
  CHECK_CONTAINS(Why(ParseContract(with(R"("unknown_index": 2)"))), "unknown_index");
  CHECK_CONTAINS(Why(ParseContract(with(R"("vocabulary": [1])"))), "texts");
}

TEST(the_contract_as_json_has_the_same_keys) {
  JsonWriter json;
  WriteContract(json, MUST(ParseContract(kWhole)));
  CHECK_EQ(json.Take(),
           "{\"schema\": 1, \"state\": \"file\", \"inputs\": [{\"name\": \"picture\", \"tensor\": \"serving_default_picture:0\", \"kind\": "
           "\"image\", "
           "\"dtype\": \"uint8\", \"shape\": [1, 224, -1, 3], \"layout\": \"nchw\", \"color\": \"bgr\", \"fit\": "
           "\"letterbox\", "
           "\"scaling\": \"caffe\", \"mean\": [103.939, 116.779, 123.68], \"std\": [1], \"raw_pixels\": true, "
           "\"sample_rate\": 8000, \"hop_seconds\": 0.25, \"hop_rows\": 3, "
           "\"columns\": [], \"low\": [], \"high\": [1, 2.5], \"noise\": \"uniform\", \"vocabulary\": "
           "[\"zebra\", \"äpfel\", \"a b\"], \"standardize\": \"lower\", \"split\": \"character\", \"ngrams\": [2, 1], "
           "\"text_output\": \"count\", \"unknown_index\": 0}], "
           "\"outputs\": [{\"name\": \"scores\", \"tensor\": \"\", \"kind\": "
           "\"classes\", "
           "\"dtype\": \"float32\", \"shape\": [1, 2], \"activation\": \"softmax\", "
           "\"labels\": [\"cat \\\"Tom\\\"\", \"gr\xC3\xBCn\"], "
           "\"units\": [\"EUR\"], \"threshold\": 0.25, \"palette\": [\"#00ff7F\"], \"mean\": [127.5], \"std\": [2, 3, 4], "
           "\"top\": 3, \"detector\": \"yolo-pose\", \"part\": \"scores\", \"coordinates\": \"pixels\", "
           "\"features_last\": true, \"keypoints\": [\"nose\"], \"keypoint_count\": 17, \"overlap\": 0.5, "
           "\"max_boxes\": 20}]}");
}

TEST(one_number_of_classes_is_no_or_yes) {
  const auto parsed = [](const std::string& rest) {
    return MUST(ParseContract("{\"inputs\": [], \"outputs\": [{\"name\": \"y\", \"dtype\": \"float32\", " + rest + "}]}")).outputs[0];
  };
  CHECK_EQ(parsed("\"kind\": \"classes\", \"shape\": [1, 1]").labels, (std::vector<std::string>{"no", "yes"}));
  CHECK_EQ(parsed("\"kind\": \"classes\", \"shape\": [1]").labels.size(), size_t{2});
  CHECK_EQ(parsed("\"kind\": \"classes\", \"shape\": [1, 1], \"labels\": [\"cat\", \"dog\"]").labels[1], std::string("dog"));
  CHECK(parsed("\"kind\": \"classes\", \"shape\": [1, 2]").labels.empty());
  CHECK(parsed("\"kind\": \"labels\", \"shape\": [1, 1]").labels.empty());
}

TEST(a_series_is_a_table_with_steps) {
  ContractInput input;
  input.kind = InputKind::kTable;
  input.shape = {1, 6, 3};
  CHECK_EQ(StepSize(input), size_t{3});
  input.shape = {1, -1, 3};
  CHECK_EQ(StepSize(input), size_t{3});
  for (const Shape& shape : {Shape{1, 18}, Shape{1, 1, 18}, Shape{1, 6, -1}, Shape{1, 6, 3, 1}, Shape{}}) {
    input.shape = shape;
    CHECK_EQ(StepSize(input), size_t{0});
  }
  input.shape = {1, 6, 3};
  input.kind = InputKind::kAudio;
  CHECK_EQ(StepSize(input), size_t{0});
}
