#include "runner/core/program/asking_engine.h"

#include <cstring>

#include "check.h"
#include "runner/core/program/blocks.h"

using runner::AppendBlock;
using runner::Contract;
using runner::ContractInput;
using runner::ContractOutput;
using runner::ElementType;
using runner::MakeAskingEngine;
using runner::Result;
using runner::SpecsOf;
using runner::Tensor;
using runner_test::MakeTensor;
using runner_test::Why;

namespace {

Contract OneToTwo() {
  Contract contract;
  ContractInput input;
  input.name = "x";
  input.dtype = ElementType::kFloat32;
  input.shape = {1, 2};
  contract.inputs = {input};
  ContractOutput first, second;
  first.name = "sum";
  first.dtype = ElementType::kFloat32;
  first.shape = {1, 1};
  second.name = "count";
  second.dtype = ElementType::kInt64;
  second.shape = {1, -1};
  contract.outputs = {first, second};
  return contract;
}

std::string Time(double ms) {
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &ms, 8);
  return bytes;
}

Tensor Sum() { return MakeTensor<float>(ElementType::kFloat32, {1, 1}, {3}); }
Tensor Count() { return MakeTensor<int64_t>(ElementType::kInt64, {1, 3}, {7, 8, 9}); }

std::string Outputs(const Tensor& sum, const Tensor& count) {
  std::string payload = Time(2.5);
  AppendBlock(payload, 1, count);
  AppendBlock(payload, 0, sum);
  return payload;
}

Result<runner::RunOutcome> RunWith(const std::string& given) {
  const auto engine = MakeAskingEngine(SpecsOf(OneToTwo()), [&](const std::string&) { return Result<std::string>(given); });
  const Tensor x = MakeTensor<float>(ElementType::kFloat32, {1, 2}, {1, 2});
  return engine->Run({&x});
}

}  // namespace

TEST(the_other_side_gets_the_inputs_and_gives_outputs_in_any_order_with_their_time) {
  std::string asked;
  const auto engine = MakeAskingEngine(SpecsOf(OneToTwo()), [&](const std::string& payload) {
    asked = payload;
    return Result<std::string>(Outputs(Sum(), Count()));
  });
  const Tensor x = MakeTensor<float>(ElementType::kFloat32, {1, 2}, {1, 2});
  const auto outcome = MUST(engine->Run({&x}));
  const auto blocks = MUST(runner::ParseBlocks(asked));
  CHECK_EQ(blocks.size(), size_t{1});
  CHECK_EQ(blocks[0].raw.tensor.as<float>()[1], 2.0f);
  CHECK_EQ(outcome.ms, 2.5);
  CHECK_EQ(outcome.outputs[0].as<float>()[0], 3.0f);
  CHECK_EQ(outcome.outputs[1].shape, (runner::Shape{1, 3}));
}

TEST(outputs_that_are_not_the_contracts_are_refused_and_say_why) {
  CHECK_CONTAINS(Why(RunWith("")), "time");
  CHECK_CONTAINS(Why(RunWith(Time(-1))), "no time");
  CHECK_CONTAINS(Why(RunWith(Time(1))), "missing");
  CHECK_CONTAINS(Why(RunWith(Outputs(Count(), Count()))), "type or shape");
  CHECK_CONTAINS(Why(RunWith(Outputs(MakeTensor<float>(ElementType::kFloat32, {1, 2}, {1, 2}), Count()))), "type or shape");
  std::string twice = Outputs(Sum(), Count());
  AppendBlock(twice, 0, Sum());
  CHECK_CONTAINS(Why(RunWith(twice)), "too many");
  std::string third = Outputs(Sum(), Count());
  AppendBlock(third, 2, Sum());
  CHECK_CONTAINS(Why(RunWith(third)), "too many");
}

TEST(the_other_side_forgets_only_what_has_run_since_it_last_forgot) {
  static int forgotten = 0;
  forgotten = 0;
  const auto forget = [] {
    ++forgotten;
    return Result<runner::Done>(runner::Done{});
  };
  const auto engine = MakeAskingEngine(SpecsOf(OneToTwo()), [](const std::string&) { return Result<std::string>(Outputs(Sum(), Count())); }, forget);
  CHECK(engine->Forget().ok());
  CHECK_EQ(forgotten, 0);
  const Tensor x = MakeTensor<float>(ElementType::kFloat32, {1, 2}, {1, 2});
  CHECK(engine->Run({&x}).ok());
  CHECK(engine->Forget().ok());
  CHECK(engine->Forget().ok());
  CHECK_EQ(forgotten, 1);
}
