#include "runner/core/program/self_testing.h"

#include <cmath>
#include <memory>

#include "check.h"

using namespace runner;
using runner_test::MakeTensor;
using runner_test::Why;
using E = ElementType;

namespace {

// Doubles its four numbers, in the type given.
class Twice final : public Engine {
 public:
  explicit Twice(E type) : specs_{{"x", type, {1, 4}, {}}} {}
  const std::vector<TensorSpec>& inputs() const override { return specs_; }
  const std::vector<TensorSpec>& outputs() const override { return specs_; }
  Result<RunOutcome> Run(const std::vector<const Tensor*>& given) override {
    RunOutcome outcome;
    outcome.outputs.push_back(*given[0]);
    for (size_t i = 0; i < 4; ++i) {
      if (specs_[0].type == E::kInt8) outcome.outputs[0].as<int8_t>()[i] *= 2;
      if (specs_[0].type == E::kFloat32) outcome.outputs[0].as<float>()[i] *= 2.0f;
    }
    return outcome;
  }
  Result<Done> Forget() override { return Done{}; }

 private:
  std::vector<TensorSpec> specs_;
};

Predictor Model(E type) {
  Contract contract;
  contract.inputs.resize(1);
  contract.inputs[0].name = "in put";
  contract.inputs[0].dtype = type;
  contract.inputs[0].shape = {1, 4};
  contract.outputs.resize(1);
  contract.outputs[0].name = "out";
  contract.outputs[0].dtype = type;
  return MUST(Predictor::Join(contract, std::make_unique<Twice>(type)));
}

std::vector<NamedTensor> Arrays(const Tensor& given, const Tensor& expected) {
  return {{"in/in put", given}, {"shape/in put", MakeTensor<int64_t>(E::kInt64, {2}, {1, 4})}, {"out/out", expected}};
}

Tensor Floats(const Shape& shape, const std::vector<float>& values) { return MakeTensor<float>(E::kFloat32, shape, values); }

}  // namespace

TEST(inputs_are_made_of_fewer_values_and_outputs_are_looked_at_here_and_there) {
  Predictor model = Model(E::kFloat32);
  // 1 1 2 2 and 3 3 4 4 go in; elements 0, 1 and 2 of each answer are compared.
  const SelfTestResult result =
      MUST(RunSelfTest(model, Arrays(Floats({2, 2}, {1, 2, 3, 4}), Floats({2, 3}, {2, 2, 4, 6, 6, 8}))));
  CHECK(result.passed());
  CHECK_EQ(result.samples, int64_t{2});
  CHECK_EQ(SelfTestText(result), std::string("ok: 2 samples answered as when it was made\n"));
  CHECK_EQ(SelfTestJson(result), std::string("{\"status\": \"passed\", \"samples\": 2, \"max_abs_diff\": 0, "
                                             "\"outputs\": {\"out\": {\"max_abs_diff\": 0, \"range\": 6}}}"));
}

TEST(a_difference_beyond_the_tolerance_fails_and_is_told) {
  Predictor model = Model(E::kFloat32);
  const auto with = [&](float last) { return MUST(RunSelfTest(model, Arrays(Floats({1, 4}, {0, 1, 2, 4}), Floats({1, 4}, {0, 2, 4, last})))); };
  CHECK(with(8.00006f).passed());
  const SelfTestResult failed = with(8.5f);
  CHECK(!failed.passed());
  CHECK_CONTAINS(SelfTestJson(failed), "{\"status\": \"failed\", \"samples\": 1, \"max_abs_diff\": 0.5, ");
  CHECK_EQ(SelfTestFailure(failed).exit_code(), 1);
  CHECK_CONTAINS(SelfTestFailure(failed).why(), "\"out\" differs by up to 0.5, of a range of 8.5");
}

TEST(quantized_answers_may_differ_by_one_step) {
  Predictor model = Model(E::kInt8);
  const auto with = [&](int8_t last) {
    return MUST(RunSelfTest(model, Arrays(MakeTensor<int8_t>(E::kInt8, {1, 1}, {5}), MakeTensor<int8_t>(E::kInt8, {1, 2}, {10, last}))));
  };
  CHECK(with(11).passed());
  CHECK(!with(12).passed());
}

TEST(nan_equals_nan_and_nothing_else) {
  Predictor model = Model(E::kFloat32);
  const float nan = std::nanf("");
  CHECK(MUST(RunSelfTest(model, Arrays(Floats({1, 1}, {nan}), Floats({1, 1}, {nan})))).passed());
  const SelfTestResult failed = MUST(RunSelfTest(model, Arrays(Floats({1, 1}, {nan}), Floats({1, 1}, {1}))));
  CHECK(!failed.passed());
  CHECK_CONTAINS(SelfTestJson(failed), "\"max_abs_diff\": null");
}

TEST(damaged_samples_are_refused) {
  Predictor model = Model(E::kFloat32);
  const Tensor one = Floats({1, 1}, {1});
  CHECK_CONTAINS(Why(RunSelfTest(model, {})), "in/in put");
  CHECK_CONTAINS(Why(RunSelfTest(model, {{"in/in put", one}})), "out/out");
  CHECK_CONTAINS(Why(RunSelfTest(model, Arrays(Floats({1, 5}, {1, 2, 3, 4, 5}), one))), "size");
  CHECK_CONTAINS(Why(RunSelfTest(model, Arrays(one, Floats({2, 1}, {1, 1})))), "number of samples");
  CHECK_CONTAINS(Why(RunSelfTest(model, Arrays(one, Floats({1, 5}, {1, 1, 1, 1, 1})))), "more values");
  CHECK_CONTAINS(Why(RunSelfTest(model, Arrays(MakeTensor<int8_t>(E::kInt8, {1, 1}, {1}), one))), "not what the model takes");
  CHECK_CONTAINS(Why(RunSelfTest(model, Arrays(one, MakeTensor<int8_t>(E::kInt8, {1, 1}, {2})))), "another type");
  std::vector<NamedTensor> arrays = Arrays(one, one);
  arrays[1].tensor = MakeTensor<int64_t>(E::kInt64, {2}, {1, 3});
  CHECK_CONTAINS(Why(RunSelfTest(model, arrays)), "1 x 3");
}
