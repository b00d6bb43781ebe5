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

std::string Line(const Contract& contract, const std::vector<float>& values, const std::string& file, int64_t row, size_t width) {
  TensorSpec spec;
  spec.type = ElementType::kFloat32;
  const auto size = static_cast<int64_t>(values.size());
  return runner::TableLine(contract, {{MakeTensor<float>(ElementType::kFloat32, {1, size}, values)}, 1.234, {}}, {spec},
                           {&file, row, false, nullptr}, width);
}

}  // namespace

TEST(a_table_has_a_line_for_each_answer) {
  const Contract contract = OneOutput(OutputKind::kClasses, {"cat", "dog", "cow"});
  CHECK_EQ(runner::TableNameWidth({"a.csv", "gr\u00fcn.csv"}, true), size_t{18});
  CHECK_EQ(runner::TableNameWidth({std::string(100, 'x')}, false), size_t{48});
  CHECK_EQ(runner::TableHead(6), std::string("file         ms  answer\n"));
  CHECK_EQ(Line(contract, {0.25f, 0.7f, 0.05f}, "a.csv", 2, 12), std::string("a.csv row 2      1.23  dog 70.0 %, cat 25.0 %\n"));
  CHECK_CONTAINS(Line(contract, {0.25f, 0.7f, 0.05f}, "a-very-long-name.csv", 0, 12), "...-name.csv ");
}

TEST(a_line_of_labels_names_those_that_hold) {
  const Contract contract = OneOutput(OutputKind::kLabels, {"cat", "dog"});
  CHECK_CONTAINS(Line(contract, {0.6f, 0.9f}, "a", 0, 4), "  dog 90.0 %, cat 60.0 %\n");
  CHECK_CONTAINS(Line(contract, {0.2f, 0.3f}, "a", 0, 4), "  none (next is dog 30.0 %)\n");
}

TEST(classes_are_ranked_with_percentages_in_one_column) {
  CHECK_EQ(Text(OneOutput(OutputKind::kClasses, {"cat", "dog", "cow"}), {0.25f, 0.7f, 0.05f}),
           std::string("a.npy  (1.23 ms)\n    70.0 %  dog\n    25.0 %  cat\n"));
}

TEST(classes_without_labels_are_numbered) {
  CHECK_CONTAINS(Text(OneOutput(OutputKind::kClasses, {}), {0.25f, 0.75f}), "75.0 %  class 1\n");
}

TEST(scores_that_are_no_shares_are_plain_numbers) {
  const std::string text = Text(OneOutput(OutputKind::kClasses, {"cat", "dog"}), {-3.0f, 12.5f});
  CHECK_CONTAINS(text, "12.5  dog\n");
  CHECK(!runner_test::Contains(text, "%"));
}

TEST(named_values_stand_beside_their_names) {
  CHECK_EQ(Text(OneOutput(OutputKind::kValues, {"price", "age"}), {1250.5f, 7.0f}),
           std::string("a.npy  (1.23 ms)\n      1250  price\n         7  age\n"));
}

TEST(values_have_their_units_and_the_outputs_name_where_they_have_none) {
  Contract contract = OneOutput(OutputKind::kValues, {"price", "age"});
  contract.outputs[0].units = {"EUR", "years"};
  CHECK_EQ(Text(contract, {1250.5f, 7.0f}), std::string("a.npy  (1.23 ms)\n      1250 EUR  price\n         7 years  age\n"));
  contract.outputs[0].labels.clear();
  contract.outputs[0].units = {"m"};
  CHECK_EQ(Text(contract, {2.5f}), std::string("a.npy  (1.23 ms)\n  out: 2.5 m\n"));
}

TEST(labels_say_which_of_them_hold) {
  CHECK_EQ(Text(OneOutput(OutputKind::kLabels, {"cat", "dog"}), {0.25f, 0.9f}),
           std::string("a.npy  (1.23 ms)\n    90.0 %  yes  dog\n    25.0 %  no   cat\n"));
}

TEST(a_long_tensor_is_cut) {
  CHECK_EQ(Text(OneOutput(OutputKind::kTensor, {}), {1, 2, 3, 4, 5, 6, 7, 8, 9}),
           std::string("a.npy  (1.23 ms)\n  out: 1 2 3 4 5 6 7 8 ...\n"));
}

TEST(one_number_of_classes_says_which_of_two) {
  const Contract contract = OneOutput(OutputKind::kClasses, {"no", "yes"});
  CHECK_EQ(Text(contract, {0.87f}), std::string("a.npy  (1.23 ms)\n    87.0 %  yes\n    13.0 %  no\n"));
  CHECK_CONTAINS(Line(contract, {0.13f}, "a", 0, 4), "  no 87.0 %, yes 13.0 %\n");
}

TEST(a_window_of_a_series_is_named_by_its_rows) {
  const std::string file = "a.csv";
  CHECK_EQ(runner::AnswerName({&file, 7, false, nullptr, -1.0, 12}), std::string("a.csv rows 7-12"));
  CHECK_EQ(runner::TableNameWidth({file}, true, true), size_t{22});
}
