#include "runner/core/answers/answer_json.h"

#include <cmath>
#include <limits>

#include "check.h"
#include "runner/core/answers/class_scores.h"

using namespace runner;
using runner_test::MakeTensor;
using E = ElementType;

namespace {

Contract Classes(std::vector<std::string> labels, Activation activation, int top) {
  ContractOutput output;
  output.name = "y";
  output.kind = OutputKind::kClasses;
  output.labels = std::move(labels);
  output.activation = activation;
  output.top = top;
  return {{}, {output}};
}

std::string Answer(const Contract& contract, const std::vector<Tensor>& outputs, const std::vector<TensorSpec>& specs,
                   const std::string* file = nullptr) {
  JsonWriter json;
  WriteAnswer(json, contract, {outputs, 1.25, {}}, specs, {file, 0, false, nullptr});
  return json.Take();
}

}  // namespace

TEST(an_answer_has_the_ranked_classes_and_the_small_outputs) {
  const Contract contract = Classes({"cat", "dog", "bird"}, Activation::kNone, 2);
  const std::string file = "a \"b\".png";
  CHECK_EQ(
      Answer(contract, {MakeTensor<float>(E::kFloat32, {1, 3}, {0.1f, 0.7f, 0.2f})}, {{"y", E::kFloat32, {1, 3}, {}}},
             &file),
      "{\"file\": \"a \\\"b\\\".png\", \"ms\": 1.25, \"top\": [{\"index\": 1, \"label\": \"dog\", \"score\": 0.7}, "
      "{\"index\": 2, \"label\": \"bird\", \"score\": 0.2}], "
      "\"outputs\": {\"y\": {\"shape\": [1, 3], \"dtype\": \"float32\", \"values\": [0.1, 0.7, 0.2]}}}");
}

TEST(quantized_scores_are_dequantized_and_labels_may_be_missing) {
  const Contract contract = Classes({"cat"}, Activation::kNone, 5);
  CHECK_EQ(Answer(contract, {MakeTensor<uint8_t>(E::kUInt8, {1, 2}, {10, 20})}, {{"y", E::kUInt8, {1, 2}, {0.25f, 8}}}),
           "{\"ms\": 1.25, \"top\": [{\"index\": 1, \"label\": null, \"score\": 3}, {\"index\": 0, \"label\": \"cat\", "
           "\"score\": 0.5}], "
           "\"outputs\": {\"y\": {\"shape\": [1, 2], \"dtype\": \"uint8\", \"values\": [0.5, 3]}}}");
}

TEST(softmax_changes_the_scores_and_not_the_values) {
  const Contract contract = Classes({}, Activation::kSoftmax, 1);
  const std::string answer =
      Answer(contract, {MakeTensor<float>(E::kFloat32, {1, 2}, {5.0f, 5.0f})}, {{"y", E::kFloat32, {1, 2}, {}}});
  CHECK_CONTAINS(answer, "\"top\": [{\"index\": 0, \"label\": null, \"score\": 0.5}]");
  CHECK_CONTAINS(answer, "\"values\": [5, 5]");
}

TEST(labels_that_hold_at_once_are_ranked_and_each_says_whether_it_is_present) {
  Contract contract = Classes({"cat", "dog", "bird"}, Activation::kSigmoid, 2);
  contract.outputs[0].kind = OutputKind::kLabels;
  contract.outputs[0].threshold = 0.75f;
  const std::vector<TensorSpec> specs = {{"y", E::kInt8, {1, 3}, {1.0f, 10}}};
  CHECK_CONTAINS(Answer(contract, {MakeTensor<int8_t>(E::kInt8, {1, 3}, {10, 12, 8})}, specs),
                 "\"top\": [{\"index\": 1, \"label\": \"dog\", \"score\": 0.8807971, \"present\": true}, "
                 "{\"index\": 0, \"label\": \"cat\", \"score\": 0.5, \"present\": false}]");
}

TEST(a_score_that_reaches_the_threshold_exactly_is_present) {
  Contract contract = Classes({}, Activation::kNone, 1);
  contract.outputs[0].kind = OutputKind::kLabels;
  CHECK_CONTAINS(Answer(contract, {MakeTensor<float>(E::kFloat32, {1}, {0.5f})}, {{"y", E::kFloat32, {1}, {}}}),
                 "\"score\": 0.5, \"present\": true");
  CHECK_CONTAINS(Answer(contract, {MakeTensor<float>(E::kFloat32, {1}, {std::nanf("")})}, {{"y", E::kFloat32, {1}, {}}}),
                 "\"score\": null, \"present\": false");
}

TEST(windows_have_their_own_best_and_the_answer_is_that_of_their_means) {
  const Contract contract = Classes({"a", "b"}, Activation::kSoftmax, 1);
  const auto logits = [](float a, float b) {
    return std::vector<Tensor>{MakeTensor<float>(E::kFloat32, {1, 2}, {a, b})};
  };
  // By the logits' means "a" would win, by the scores' means "b" does.
  const Prediction prediction = {logits(1.0f, 0.0f), 2.0, {{0.0, 1.0, logits(9.0f, 0.0f)}, {1.0, 1.5, logits(-3.0f, 0.0f)},
                                                       {1.5, 2.0, logits(-3.0f, 0.0f)}}};
  JsonWriter json;
  const std::string file = "a.wav";
  WriteAnswer(json, contract, prediction, {{"y", E::kFloat32, {1, 2}, {}}}, {&file, 4, false, nullptr});
  const std::string answer = json.Take();
  CHECK_CONTAINS(answer, "{\"file\": \"a.wav\", \"row\": 4, \"ms\": 2, \"top\": [{\"index\": 1, \"label\": \"b\"");
  CHECK_CONTAINS(answer, "\"windows\": [{\"start\": 0, \"end\": 1, \"top\": [{\"index\": 0, \"label\": \"a\", "
                         "\"score\": 0.9998766}]}, {\"start\": 1, \"end\": 1.5, \"top\": [{\"index\": 1, ");
  CHECK_CONTAINS(answer, "\"values\": [1, 0]");
}

TEST(numbers_that_are_none_are_null) {
  const Contract contract = Classes({}, Activation::kNone, 2);
  const std::string answer = Answer(contract, {MakeTensor<float>(E::kFloat32, {2}, {std::nanf(""), HUGE_VALF})},
                                    {{"y", E::kFloat32, {2}, {}}});
  CHECK_CONTAINS(
      answer, "[{\"index\": 1, \"label\": null, \"score\": null}, {\"index\": 0, \"label\": null, \"score\": null}]");
  CHECK_CONTAINS(answer, "\"values\": [null, null]");
}

TEST(large_outputs_are_named_without_their_numbers) {
  ContractOutput output;
  output.name = "y";
  const Contract contract{{}, {output}};
  const auto answer = [&](int64_t count) {
    const std::vector<int64_t> values(static_cast<size_t>(count), 9007199254740993);
    return Answer(contract, {MakeTensor<int64_t>(E::kInt64, {count}, values)}, {{"y", E::kInt64, {count}, {}}});
  };
  CHECK_CONTAINS(
      answer(64),
      "\"top\": [], \"outputs\": {\"y\": {\"shape\": [64], \"dtype\": \"int64\", \"values\": [9007199254740993, ");
  CHECK_CONTAINS(answer(65), "{\"shape\": [65], \"dtype\": \"int64\"}");
}

TEST(the_first_output_of_classes_is_ranked) {
  Contract contract = Classes({"a", "b"}, Activation::kNone, 1);
  ContractOutput before;
  before.name = "first";
  before.kind = OutputKind::kValues;
  contract.outputs.insert(contract.outputs.begin(), before);
  const std::vector<Tensor> outputs = {MakeTensor<float>(E::kFloat32, {1}, {9.0f}),
                                       MakeTensor<float>(E::kFloat32, {2}, {0.0f, 1.0f})};
  const std::vector<TensorSpec> specs = {{"f", E::kFloat32, {1}, {}}, {"y", E::kFloat32, {2}, {}}};
  CHECK_CONTAINS(Answer(contract, outputs, specs), "\"top\": [{\"index\": 1, \"label\": \"b\", \"score\": 1}]");
  CHECK(RankClasses({{}, {before}}, {outputs, 0.0, {}}, specs).empty());
  CHECK(ClassLabel({{}, {before}}, 0) == nullptr);
}
