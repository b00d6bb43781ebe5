#include "runner/commands/made_samples.h"

#include "check.h"

using runner::Contract;
using runner::ContractInput;
using runner::ElementType;
using runner::MadeSample;
using runner::Noise;
using runner::Options;
using runner::PlanSamples;
using runner::ReadMadeSample;
using runner_test::Values;
using runner_test::Why;

namespace {

Contract Generator() {
  Contract contract;
  ContractInput input;
  input.name = "z";
  input.dtype = ElementType::kFloat32;
  input.shape = {1, 4};
  input.noise = Noise::kNormal;
  contract.inputs.push_back(input);
  return contract;
}

// Noise and a class.
Contract Conditional() {
  Contract contract = Generator();
  ContractInput input;
  input.name = "label";
  input.dtype = ElementType::kFloat32;
  input.shape = {1, 2};
  contract.inputs.push_back(input);
  return contract;
}

Options Asking(std::vector<std::string> files, runner::Seed seed = {}, int count = 1) {
  Options options;
  options.files = std::move(files);
  options.seed = seed;
  options.count = count;
  return options;
}

}  // namespace

TEST(seeds_are_samples_of_their_own) {
  const std::vector<MadeSample> samples = MUST(PlanSamples(Generator(), Asking({}, 7, 3)));
  CHECK_EQ(samples.size(), size_t{3});
  CHECK_EQ(samples[0].name, "seed-7");
  CHECK_EQ(samples[2].name, "seed-9");
  const auto first = MUST(ReadMadeSample(Generator(), samples[0]));
  CHECK_EQ(Values<double>(first.raw_inputs[0].tensor).size(), size_t{4});
  CHECK(Values<double>(first.raw_inputs[0].tensor) != Values<double>(MUST(ReadMadeSample(Generator(), samples[1])).raw_inputs[0].tensor));
}

TEST(plain_files_are_left_to_others) {
  CHECK(MUST(PlanSamples(Conditional(), Asking({"a.npz", "b.npz"}))).empty());
  CHECK(MUST(PlanSamples(Generator(), Asking({"z=1.npy"}))).empty());  // one input: that is the file's name
}

TEST(what_is_no_noise_is_given_by_name_as_numbers_or_a_file) {
  const std::vector<MadeSample> samples = MUST(PlanSamples(Conditional(), Asking({"label=[0, 1]"}, 7, 2)));
  CHECK_EQ(samples.size(), size_t{2});
  CHECK_EQ(samples[1].name, "seed-8");
  const auto made = MUST(ReadMadeSample(Conditional(), samples[0]));
  CHECK_EQ(Values<double>(made.raw_inputs[1].tensor), (std::vector<double>{0, 1}));
  const auto both = MUST(ReadMadeSample(Conditional(), MUST(PlanSamples(Conditional(), Asking({"label=[1, 0]", "z=[1, 2, 3, 4]"})))[0]));
  CHECK_EQ(Values<double>(both.raw_inputs[0].tensor), (std::vector<double>{1, 2, 3, 4}));
}

TEST(inputs_with_several_files_have_one_in_each_sample) {
  const std::vector<MadeSample> samples = MUST(PlanSamples(Conditional(), Asking({"z=a.npy", "label=s.npy", "z=b.npy"})));
  CHECK_EQ(samples.size(), size_t{2});
  CHECK_EQ(samples[1].name, "b.npy");
  CHECK_EQ(samples[1].parts[0].second, "b.npy");
  CHECK_EQ(samples[1].parts[1].second, "s.npy");
}

TEST(what_does_not_go_together_is_refused_by_name) {
  CHECK_CONTAINS(Why(PlanSamples(Conditional(), Asking({"z=a.npy", "b.npy"}))), "one input each");
  CHECK_CONTAINS(Why(PlanSamples(Conditional(), Asking({"z=a", "z=b", "z=c", "label=a", "label=b"}))), "another has 3");
  CHECK_CONTAINS(Why(PlanSamples(Conditional(), Asking({"a.npz"}, 1, 2))), "answered once");
  Contract without = Generator();
  without.inputs[0].noise = Noise::kNone;
  CHECK_CONTAINS(Why(PlanSamples(without, Asking({}, 1))), "no noise");
  CHECK_CONTAINS(Why(ReadMadeSample(Conditional(), MUST(PlanSamples(Conditional(), Asking({}, 1)))[0])), "z, label");
  CHECK_CONTAINS(Why(ReadMadeSample(Conditional(), MUST(PlanSamples(Conditional(), Asking({"label=[[1, 2], [3]]"}, 1)))[0])), "as many");
}
