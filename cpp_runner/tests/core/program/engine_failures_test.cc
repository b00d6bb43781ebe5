#include "runner/core/program/engine_failures.h"

#include "check.h"

using runner::CheckInput;
using runner::ElementType;
using runner::TensorSpec;
using runner_test::MakeTensor;
using runner_test::Why;

namespace {

TensorSpec Spec() {
  TensorSpec spec;
  spec.tensor = "x";
  spec.type = ElementType::kFloat32;
  spec.shape = {1, -1, 2};
  return spec;
}

}  // namespace

TEST(messages_become_one_line_without_repetitions_and_without_the_note_of_the_start) {
  CHECK_EQ(runner::OneLine("INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n a \n\nb\r\na\n", 100), std::string("a; b"));
}

TEST(long_messages_are_cut_between_characters) {
  CHECK_EQ(runner::OneLine("aaa\xc3\xbc", 4), std::string("aaa ..."));
  CHECK_EQ(runner::OneLine("aaa\xc3\xbc", 5), std::string("aaa\xc3\xbc"));
}

TEST(an_unknown_size_takes_any_size) {
  CHECK(CheckInput(Spec(), MakeTensor<float>(ElementType::kFloat32, {1, 3, 2}, std::vector<float>(6))).ok());
}

TEST(what_does_not_fit_the_input_is_refused_in_words) {
  CHECK_CONTAINS(Why(CheckInput(Spec(), MakeTensor<int32_t>(ElementType::kInt32, {1, 1, 2}, {1, 2}))), "int32");
  CHECK_CONTAINS(Why(CheckInput(Spec(), MakeTensor<float>(ElementType::kFloat32, {1, 2}, {1, 2}))), "1 x ? x 2");
  CHECK_CONTAINS(Why(CheckInput(Spec(), MakeTensor<float>(ElementType::kFloat32, {1, 1, 3}, {1, 2, 3}))), "1 x 1 x 3");
  CHECK_CONTAINS(Why(CheckInput(Spec(), MakeTensor<float>(ElementType::kFloat32, {1, 0, 2}, {}))), "1 x 0 x 2");
  CHECK_CONTAINS(Why(CheckInput(Spec(), MakeTensor<float>(ElementType::kFloat32, {1, 2, 2}, {1, 2}))), "bytes");
}

TEST(the_remedy_names_what_the_runtime_complains_about) {
  CHECK_CONTAINS(runner::RunFailed("3", "Select TensorFlow op(s) ... FlexErf").remedy(), "TensorFlow itself");
  CHECK_CONTAINS(runner::ModelRefused("504", "Encountered unresolved custom op: SignalWindow").remedy(), "custom operator");
  CHECK_CONTAINS(runner::ModelRefused("the model cannot be prepared (504)", "").why(), "504");
}
