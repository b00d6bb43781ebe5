#include "runner/core/preprocess/sample_parser.h"

#include <cmath>

#include "check.h"
#include "runner/core/formats/zip.h"
#include "runner/core/preprocess/input_array_check.h"

using runner::Contract;
using runner::ContractInput;
using runner::ElementType;
using runner::RawInputForm;
using runner::InputKind;
using runner::MatchArrays;
using runner::NamedTensor;
using runner::ParseSamples;
using runner::Tensor;
using runner_test::MakeTensor;
using runner_test::Values;
using runner_test::Why;

namespace {

Tensor Number(float value) { return MakeTensor<float>(ElementType::kFloat32, {1}, {value}); }

Contract TwoInputs() {
  Contract contract;
  ContractInput input;
  input.dtype = ElementType::kFloat32;
  input.shape = {1, 1};
  input.name = "left";
  input.tensor = "serving_left";
  contract.inputs.push_back(input);
  input.name = "right";
  input.tensor = "serving_right";
  contract.inputs.push_back(input);
  return contract;
}

Contract Picture(ElementType type) {
  Contract contract;
  ContractInput input;
  input.name = "picture";
  input.kind = InputKind::kImage;
  input.dtype = type;
  input.shape = {1, 2, 2, 3};
  contract.inputs.push_back(input);
  return contract;
}

}  // namespace

TEST(arrays_are_matched_by_name_whatever_their_order) {
  const auto tensors = MUST(MatchArrays(TwoInputs(), {{"right", Number(2)}, {"unused", Number(9)}, {"left", Number(1)}}));
  CHECK_EQ(Values<float>(tensors[0]), std::vector<float>{1});
  CHECK_EQ(Values<float>(tensors[1]), std::vector<float>{2});
}

TEST(the_signatures_names_serve_as_well) {
  const auto tensors = MUST(MatchArrays(TwoInputs(), {{"serving_right", Number(2)}, {"left", Number(1)}}));
  CHECK_EQ(Values<float>(tensors[1]), std::vector<float>{2});
}

TEST(with_one_input_the_only_array_serves_under_any_name) {
  Contract contract = TwoInputs();
  contract.inputs.pop_back();
  CHECK_EQ(MUST(MatchArrays(contract, {{"whatever", Number(3)}})).size(), size_t{1});
  CHECK_CONTAINS(Why(MatchArrays(contract, {{"a", Number(3)}, {"b", Number(3)}})), "The file holds a, b");
}

TEST(a_missing_array_is_named_with_those_that_are_there) {
  const std::string why = Why(MatchArrays(TwoInputs(), {{"left", Number(1)}, {"rihgt", Number(2)}}));
  CHECK_CONTAINS(why, "The array \"right\" is missing");
  CHECK_CONTAINS(why, "rihgt");
}

TEST(a_large_array_must_be_whole_samples_of_its_input) {
  Contract contract = TwoInputs();
  contract.inputs[0].shape = {1, 28, 28};
  const runner::InputArrayCheck one(contract, /*many=*/false);
  const runner::InputArrayCheck many(contract, /*many=*/true);
  CHECK(one.Judge("left", ElementType::kFloat32, {1, 28, 28}).ok());
  CHECK(one.Judge("serving_left", ElementType::kFloat64, {784}).ok());
  CHECK(!one.Judge("left", ElementType::kFloat32, {2, 28, 28}).ok());
  CHECK(many.Judge("left", ElementType::kFloat32, {500'000, 28, 28}).ok());
  CHECK_CONTAINS(Why(many.Judge("left", ElementType::kFloat32, {400'000'001})), "the model takes 1 x 28 x 28");
  CHECK_CONTAINS(Why(many.Judge("other", ElementType::kFloat32, {1})), "no input of the model has its name");
  contract.inputs[0].shape = {1, -1};
  CHECK(one.Judge("left", ElementType::kFloat32, {1, 123'456'789}).ok());
  CHECK(runner::InputArrayCheck(Picture(ElementType::kFloat32), false).Judge("x", ElementType::kUInt8, {9000, 9000, 3}).ok());
}

TEST(the_names_in_a_hostile_archive_are_told_in_part) {
  std::vector<NamedTensor> arrays;
  for (int i = 0; i < 1000; ++i) arrays.push_back({std::string(60'000, 'n'), Number(1)});
  CHECK(Why(MatchArrays(TwoInputs(), arrays)).size() < 10'000);
}

TEST(one_npy_for_two_inputs_is_refused) { CHECK_CONTAINS(Why(MatchArrays(TwoInputs(), {{"", Number(1)}})), ".npz"); }

TEST(each_row_of_a_table_is_a_sample_and_a_bad_one_leaves_the_others) {
  Contract contract = TwoInputs();
  contract.inputs.pop_back();
  contract.inputs[0].kind = InputKind::kTable;
  contract.inputs[0].shape = {1, 2, 2};
  contract.inputs[0].columns = {"a", "b", "c", "d"};
  const auto samples = MUST(runner::ParseSamples(contract, "d,c,b,a\n4,3,2,1\n4,x,2,1\n"));
  CHECK_EQ(samples.size(), size_t{2});
  CHECK_EQ(samples[0].row, int64_t{1});
  CHECK(samples[0].raw_inputs[0].form == RawInputForm::kNumbers);
  CHECK_EQ(samples[0].raw_inputs[0].tensor.shape, (runner::Shape{1, 2, 2}));
  CHECK_EQ(Values<double>(samples[0].raw_inputs[0].tensor), (std::vector<double>{1, 2, 3, 4}));
  CHECK(samples[1].failure.has_value());
  CHECK_CONTAINS(samples[1].failure->what(), "\"c\"");
  CHECK_CONTAINS(Why(runner::ParseSamples(TwoInputs(), "1,2\n")), "left, right");
  CHECK_CONTAINS(Why(runner::ParseSamples(contract, "")), "no data");
}

TEST(a_file_of_another_kind_is_refused_with_what_fits) {
  Contract contract = TwoInputs();
  contract.inputs.pop_back();
  contract.inputs[0].kind = InputKind::kAudio;
  CHECK_CONTAINS(Why(runner::ParseSamples(contract, "1,2")), "not a sound that can be read");
  contract.inputs[0].kind = InputKind::kTable;
  CHECK_CONTAINS(Why(runner::ParseSamples(contract, std::string("RIFF\0\0\0\0WAVE", 12))), "a WAV sound, and this model takes rows of numbers");
}

TEST(a_seed_makes_the_noise_that_is_not_given) {
  Contract contract = TwoInputs();
  contract.inputs[0].noise = runner::Noise::kNormal;
  const auto samples = MUST(ParseSamples(contract, "{\"right\": 2, \"seed\": 7}"));
  CHECK(std::abs(Values<double>(samples[0].raw_inputs[0].tensor)[0] - 1.3649922974572282) < 1e-12);
  CHECK_EQ(Values<double>(samples[0].raw_inputs[1].tensor), std::vector<double>{2});
  const auto given = MUST(ParseSamples(contract, "{\"right\": 2, \"left\": 3, \"seed\": 7}"));
  CHECK_EQ(Values<double>(given[0].raw_inputs[0].tensor), std::vector<double>{3});
  CHECK_EQ(MUST(ParseSamples(contract, "[{\"right\": 2}, {\"right\": 3}]", 7)).size(), size_t{2});
  CHECK_CONTAINS(Why(ParseSamples(contract, "{\"right\": 2}")), "left, right");
  CHECK_CONTAINS(Why(ParseSamples(contract, "{\"right\": 2, \"seed\": 1.5}")), "4294967295");
  CHECK_CONTAINS(Why(ParseSamples(contract, "{\"right\": 2, \"seed\": \"7\"}")), "4294967295");
  contract.inputs.pop_back();
  CHECK_EQ(MUST(ParseSamples(contract, "{\"seed\": 7}"))[0].raw_inputs.size(), size_t{1});
  contract.inputs[0].noise = runner::Noise::kNone;
  CHECK_CONTAINS(Why(ParseSamples(contract, "{\"seed\": 7}")), "no named columns");
}

TEST(files_in_an_archive_are_the_inputs_that_they_are_named_by) {
  Contract contract = Picture(ElementType::kFloat32);
  contract.inputs.push_back(TwoInputs().inputs[0]);
  const std::string pgm = "P5 1 1 255\n\x80";
  const std::string archive = MUST(runner::ZipStored({{"picture.pgm", pgm}, {"left.json", "[4]"}, {"readme.txt", "hello"}}));
  const auto samples = MUST(ParseSamples(contract, archive));
  CHECK_EQ(samples[0].raw_inputs[0].form, RawInputForm::kPixels);
  CHECK_EQ(Values<double>(samples[0].raw_inputs[1].tensor), std::vector<double>{4});
  CHECK_CONTAINS(Why(ParseSamples(contract, MUST(runner::ZipStored({{"picture.pgm", pgm}})))), "picture, left");
  CHECK_CONTAINS(Why(ParseSamples(contract, MUST(runner::ZipStored({{"picture.zip", archive}, {"left.json", "1"}})))), "is one");
  CHECK_CONTAINS(Why(ParseSamples(contract, MUST(runner::ZipStored({{"picture.pgm", "P5 1 1 255\n"}, {"left.json", "1"}})))), "");
}
