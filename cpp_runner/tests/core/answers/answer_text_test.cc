#include "runner/core/answers/answer_text.h"

#include "check.h"

using runner::AnswerText;
using runner::Contract;
using runner::ContractOutput;
using runner::ElementType;
using runner::OutputKind;
using runner::TensorSpec;
using runner_test::MakeTensor;

namespace {

Contract OneOutput(OutputKind kind, const std::vector<std::string>& labels) {
  Contract contract;
  ContractOutput output;
  output.name = "out";
  output.kind = kind;
  output.dtype = ElementType::kFloat32;
  output.labels = labels;
  output.top = 2;
  contract.outputs.push_back(output);
  return contract;
}

std::string Text(const Contract& contract, const std::vector<float>& values) {
  TensorSpec spec;
  spec.type = ElementType::kFloat32;
  const auto size = static_cast<int64_t>(values.size());
  const std::string file = "a.npy";
  return AnswerText(contract, {{MakeTensor<float>(ElementType::kFloat32, {1, size}, values)}, 1.234, {}}, {spec}, {&file, 0, false, nullptr});
}

}  // namespace

TEST(classes_are_ranked_with_percentages_in_one_column) {
  CHECK_EQ(Text(OneOutput(OutputKind::kClasses, {"cat", "dog", "cow"}), {0.25f, 0.7f, 0.05f}),
           std::string("a.npy  (1.23 ms)\n     70.00 %  dog\n     25.00 %  cat\n"));
}

TEST(classes_without_labels_are_numbered) {
  CHECK_CONTAINS(Text(OneOutput(OutputKind::kClasses, {}), {0.25f, 0.75f}), "75.00 %  class 1\n");
}

TEST(scores_that_are_no_shares_are_plain_numbers) {
  const std::string text = Text(OneOutput(OutputKind::kClasses, {"cat", "dog"}), {-3.0f, 12.5f});
  CHECK_CONTAINS(text, "12.5  dog\n");
  CHECK(!runner_test::Contains(text, "%"));
}

TEST(named_values_stand_beside_their_names) {
  CHECK_EQ(Text(OneOutput(OutputKind::kValues, {"price", "age"}), {1250.5f, 7.0f}),
           std::string("a.npy  (1.23 ms)\n        1250  price\n           7  age\n"));
}

TEST(values_have_their_units_and_the_outputs_name_where_they_have_none) {
  Contract contract = OneOutput(OutputKind::kValues, {"price", "age"});
  contract.outputs[0].units = {"EUR", "years"};
  CHECK_EQ(Text(contract, {1250.5f, 7.0f}), std::string("a.npy  (1.23 ms)\n        1250 EUR  price\n           7 years  age\n"));
  contract.outputs[0].labels.clear();
  contract.outputs[0].units = {"m"};
  CHECK_EQ(Text(contract, {2.5f}), std::string("a.npy  (1.23 ms)\n         2.5 m  out\n"));
}

TEST(labels_say_which_of_them_hold) {
  CHECK_EQ(Text(OneOutput(OutputKind::kLabels, {"cat", "dog"}), {0.25f, 0.9f}),
           std::string("a.npy  (1.23 ms)\n     90.00 %  yes  dog\n     25.00 %  no   cat\n"));
}

TEST(a_long_tensor_is_cut) {
  CHECK_EQ(Text(OneOutput(OutputKind::kTensor, {}), {1, 2, 3, 4, 5, 6, 7, 8, 9}),
           std::string("a.npy  (1.23 ms)\n  out: 1 x 9 float32: 1 2 3 4 5 6 7 8 ...\n"));
}
