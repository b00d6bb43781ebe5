#include "runner/core/program/predictor.h"

#include <cstring>
#include <memory>

#include "check.h"
#include "runner/core/answers/answer_json.h"

using runner::Contract;
using runner::ContractInput;
using runner::ContractOutput;
using runner::Done;
using runner::ElementType;
using runner::Engine;
using runner::Predictor;
using runner::Result;
using runner::RunOutcome;
using runner::Shape;
using runner::Tensor;
using runner::TensorSpec;
using runner_test::MakeTensor;
using runner_test::Values;
using runner_test::Why;

namespace {

TensorSpec Spec(const std::string& name, const Shape& shape) {
  TensorSpec spec;
  spec.tensor = name;
  spec.type = ElementType::kFloat32;
  spec.shape = shape;
  return spec;
}

// A model written in C++: it takes b and a, gives "sum" = b + 10 a, and "count" = how often it ran since it last forgot.
class Sum final : public Engine {
 public:
  const std::vector<TensorSpec>& inputs() const override { return inputs_; }
  const std::vector<TensorSpec>& outputs() const override { return outputs_; }
  Result<RunOutcome> Run(const std::vector<const Tensor*>& raw) override {
    RunOutcome outcome;
    const float b = *raw[0]->as<float>();
    const float a = *raw[1]->as<float>();
    outcome.outputs.push_back(MakeTensor<float>(ElementType::kFloat32, {}, {++count_}));
    outcome.outputs.push_back(MakeTensor<float>(ElementType::kFloat32, {1, 2}, {b + 10.0f * a, 0.0f}));
    outcome.ms = 0.5;
    return outcome;
  }
  Result<Done> Forget() override {
    count_ = 0.0f;
    return Done{};
  }

 private:
  std::vector<TensorSpec> inputs_ = {Spec("b", {-1, 1}), Spec("a", {-1, 1})};
  std::vector<TensorSpec> outputs_ = {Spec("count", {}), Spec("sum", {1, 2})};
  float count_ = 0.0f;
};

ContractInput Input(const std::string& name, const std::string& tensor) {
  ContractInput input;
  input.name = name;
  input.tensor = tensor;
  input.dtype = ElementType::kFloat32;
  input.shape = {1, 1};
  return input;
}

ContractOutput Output(const std::string& name, const std::string& tensor) {
  ContractOutput output;
  output.name = name;
  output.tensor = tensor;
  output.dtype = ElementType::kFloat32;
  output.shape = {1, 2};
  return output;
}

Contract SumContract() {
  Contract contract;
  contract.inputs = {Input("first", "a"), Input("second", "b")};
  contract.outputs = {Output("total", "sum"), Output("runs", "count")};
  return contract;
}

Predictor Joined(Contract contract = SumContract()) { return MUST(Predictor::Join(std::move(contract), std::make_unique<Sum>())); }

Tensor Floats(const Shape& shape, const std::vector<float>& values) {
  return MakeTensor<float>(ElementType::kFloat32, shape, values);
}

std::string JoinFails(Contract contract) { return Why(Predictor::Join(std::move(contract), std::make_unique<Sum>())); }

}  // namespace

TEST(inputs_and_outputs_are_joined_by_name_not_by_position) {
  Predictor predictor = Joined();
  CHECK_EQ(predictor.inputs()[0].tensor, std::string("a"));
  const RunOutcome outcome = MUST(predictor.RunArrays({Floats({1, 1}, {2}), Floats({1, 1}, {3})}));
  CHECK_EQ(Values<float>(outcome.outputs[0])[0], 23.0f);
  CHECK_EQ(Values<float>(outcome.outputs[1])[0], 1.0f);
}

TEST(empty_tensor_names_join_by_position) {
  Contract contract = SumContract();
  contract.inputs = {Input("x", ""), Input("y", "")};
  Predictor predictor = Joined(contract);
  CHECK_EQ(predictor.inputs()[0].tensor, std::string("b"));
}

TEST(a_size_that_the_model_leaves_open_is_the_contracts) { CHECK_EQ(Joined().inputs()[0].shape, (Shape{1, 1})); }

TEST(a_contract_of_another_model_is_refused_with_the_names_that_are_there) {
  Contract contract = SumContract();
  contract.inputs[0].tensor = "z";
  CHECK_CONTAINS(JoinFails(contract), "\"b\", \"a\"");
  contract = SumContract();
  contract.outputs[1].tensor = "z";
  CHECK_CONTAINS(JoinFails(contract), "\"count\", \"sum\"");
}

TEST(a_contract_with_too_few_too_many_or_double_inputs_is_refused) {
  Contract contract = SumContract();
  contract.inputs.pop_back();
  CHECK_CONTAINS(JoinFails(contract), "1 of the model's 2 inputs");
  contract = SumContract();
  contract.inputs.push_back(Input("third", ""));
  CHECK_CONTAINS(JoinFails(contract), "third");
  contract = SumContract();
  contract.inputs[1].tensor = "a";
  CHECK_CONTAINS(JoinFails(contract), "Two inputs");
  contract = SumContract();
  contract.outputs[1].tensor = "sum";
  CHECK_CONTAINS(JoinFails(contract), "Two outputs");
}

TEST(a_contract_without_inputs_or_outputs_is_refused) {
  Contract contract = SumContract();
  contract.outputs.clear();
  CHECK_CONTAINS(JoinFails(contract), "no outputs");
  contract = SumContract();
  contract.inputs.clear();
  CHECK_CONTAINS(JoinFails(contract), "no inputs");
}

TEST(another_type_or_shape_is_refused_with_exit_code_3) {
  Contract contract = SumContract();
  contract.inputs[0].dtype = ElementType::kInt8;
  CHECK_CONTAINS(JoinFails(contract), "int8");
  contract = SumContract();
  contract.inputs[0].shape = {1, 2};
  const auto failed = Predictor::Join(contract, std::make_unique<Sum>());
  CHECK_CONTAINS(Why(failed), "1 x 2");
  CHECK_EQ(failed.failure().exit_code(), 3);
}

TEST(samples_run_one_by_one_and_answers_are_stacked_as_the_arrays_are) {
  Predictor predictor = Joined();
  const RunOutcome flat = MUST(predictor.RunArrays({Floats({3, 1}, {1, 2, 3}), Floats({3, 1}, {4, 5, 6})}));
  CHECK_EQ(flat.outputs[0].shape, (Shape{3, 2}));
  CHECK_EQ(Values<float>(flat.outputs[0]), (std::vector<float>{14, 0, 25, 0, 36, 0}));
  CHECK_EQ(flat.outputs[1].shape, Shape{3});
  CHECK_EQ(flat.ms, 1.5);
  const RunOutcome nested = MUST(predictor.RunArrays({Floats({2, 1, 1}, {1, 2}), Floats({2, 1, 1}, {4, 5})}));
  CHECK_EQ(nested.outputs[0].shape, (Shape{2, 1, 2}));
  CHECK_EQ(Values<float>(nested.outputs[0]), (std::vector<float>{14, 0, 25, 0}));
}

TEST(float64_enters_as_float32) {
  Predictor predictor = Joined();
  const auto wide = MakeTensor<double>(ElementType::kFloat64, {1, 1}, {2.0});
  CHECK_EQ(Values<float>(MUST(predictor.RunArrays({wide, Floats({1, 1}, {3})})).outputs[0])[0], 23.0f);
}

TEST(different_numbers_of_samples_and_none_at_all_are_refused) {
  Predictor predictor = Joined();
  CHECK_CONTAINS(Why(predictor.RunArrays({Floats({2, 1}, {1, 2}), Floats({3, 1}, {4, 5, 6})})), "number of samples");
  CHECK(!predictor.RunArrays({Floats({0, 1}, {}), Floats({0, 1}, {})}).ok());
}

TEST(an_answer_owes_nothing_to_earlier_ones) {
  for (const bool keeps_state : {false, true}) {
    Contract contract = SumContract();
    contract.keeps_state = keeps_state;
    Predictor predictor = Joined(contract);
    const std::vector<Tensor> inputs = {Floats({1, 1}, {1}), Floats({1, 1}, {1})};
    MUST(predictor.RunArrays(inputs));
    CHECK_EQ(Values<float>(MUST(predictor.RunArrays(inputs)).outputs[1])[0], 1.0f);
    CHECK_EQ(Values<float>(MUST(predictor.Answer(inputs)).outputs[1])[0], 1.0f);
    CHECK_EQ(Values<float>(MUST(predictor.Run(inputs)).outputs[1])[0], 2.0f);
  }
}

TEST(the_samples_of_a_series_are_remembered_where_the_contract_says_so) {
  const std::vector<Tensor> inputs = {Floats({3, 1}, {1, 2, 3}), Floats({3, 1}, {1, 2, 3})};
  Contract contract = SumContract();
  CHECK_EQ(Values<float>(MUST(Joined(contract).RunArrays(inputs)).outputs[1]), (std::vector<float>{1, 1, 1}));
  contract.keeps_state = true;
  Predictor predictor = Joined(contract);
  for (int i = 0; i < 2; ++i) {
    CHECK_EQ(Values<float>(MUST(predictor.RunArrays(inputs)).outputs[1]), (std::vector<float>{1, 2, 3}));
  }
}

// Takes four samples of a sound and gives the sum of all since it last forgot, as int8 with a scale of a half.
class Loudness final : public Engine {
 public:
  const std::vector<TensorSpec>& inputs() const override { return inputs_; }
  const std::vector<TensorSpec>& outputs() const override { return outputs_; }
  Result<RunOutcome> Run(const std::vector<const Tensor*>& raw) override {
    for (const float sample : Values<float>(*raw[0])) sum_ += sample;
    RunOutcome outcome;
    outcome.outputs.push_back(MakeTensor<int8_t>(ElementType::kInt8, {1, 1}, {static_cast<int8_t>(sum_ * 2.0f)}));
    outcome.ms = 0.25;
    return outcome;
  }
  Result<Done> Forget() override {
    sum_ = 0.0f;
    return Done{};
  }

 private:
  float sum_ = 0.0f;
  std::vector<TensorSpec> inputs_ = {Spec("x", {1, 4})};
  std::vector<TensorSpec> outputs_ = {{"y", ElementType::kInt8, {1, 1}, {0.5f, 0}}};
};

TEST(a_long_sound_is_answered_in_windows_and_by_their_mean) {
  Contract contract;
  contract.inputs = {Input("sound", "")};
  contract.inputs[0].kind = runner::InputKind::kAudio;
  contract.inputs[0].shape = {1, 4};
  contract.inputs[0].sample_rate = 2;
  contract.outputs.resize(1);
  contract.outputs[0].name = "loudness";
  contract.outputs[0].dtype = ElementType::kInt8;
  Predictor predictor = MUST(Predictor::Join(contract, std::make_unique<Loudness>()));
  runner::RawInput raw;
  raw.form = runner::RawInputForm::kSound;
  raw.sample_rate = 2;
  raw.tensor = Floats({6}, {1, 2, 3, 4, 5, 7});
  const runner::Prediction prediction = MUST(predictor.AnswerRaw({raw}));
  CHECK_EQ(prediction.windows.size(), size_t{2});
  CHECK_EQ(prediction.windows[1].start, 2.0);
  CHECK_EQ(prediction.windows[1].end, 3.0);
  CHECK_EQ(prediction.ms, 0.5);
  CHECK_EQ(Values<int8_t>(prediction.windows[1].outputs[0]), std::vector<int8_t>{24});
  CHECK(prediction.outputs[0].type == ElementType::kFloat32);
  CHECK_EQ(Values<float>(prediction.outputs[0]), std::vector<float>{11.0f});
  runner::JsonWriter json;
  WriteAnswer(json, contract, prediction, predictor.outputs(), {});
  CHECK_CONTAINS(json.Take(), "\"dtype\": \"int8\", \"values\": [11]");
  raw.tensor = Floats({3}, {1, 2, 3});
  const runner::Prediction padded = MUST(predictor.AnswerRaw({raw}));
  CHECK(padded.windows.empty());
  CHECK_EQ(Values<int8_t>(padded.outputs[0]), std::vector<int8_t>{12});
}

TEST(the_windows_of_a_sound_are_remembered_where_the_contract_says_so_and_those_of_another_are_not) {
  Contract contract;
  contract.inputs = {Input("sound", "")};
  contract.inputs[0].kind = runner::InputKind::kAudio;
  contract.inputs[0].shape = {1, 4};
  contract.inputs[0].sample_rate = 2;
  contract.outputs.resize(1);
  contract.outputs[0].name = "loudness";
  contract.outputs[0].dtype = ElementType::kInt8;
  contract.keeps_state = true;
  Predictor predictor = MUST(Predictor::Join(contract, std::make_unique<Loudness>()));
  runner::RawInput raw;
  raw.form = runner::RawInputForm::kSound;
  raw.sample_rate = 2;
  raw.tensor = Floats({8}, {1, 2, 3, 4, 5, 6, 7, 8});
  for (int i = 0; i < 2; ++i) {
    const runner::Prediction prediction = MUST(predictor.AnswerRaw({raw}));
    CHECK_EQ(Values<int8_t>(prediction.windows[0].outputs[0]), std::vector<int8_t>{20});
    CHECK_EQ(Values<int8_t>(prediction.windows[1].outputs[0]), std::vector<int8_t>{72});
  }
}

TEST(without_a_model_an_input_can_still_be_prepared) {
  Predictor predictor = MUST(Predictor::Join(SumContract(), nullptr));
  CHECK(!predictor.has_model());
  runner::RawInput raw;
  raw.tensor = Floats({1, 1}, {7});
  CHECK_EQ(Values<float>(MUST(predictor.Prepare(0, raw))), std::vector<float>{7});
}
