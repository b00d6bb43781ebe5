#include "core/preprocess/series_windows.h"

#include <string>

#include "check.h"

using namespace runner;
using runner_test::Values;
using runner_test::Why;

namespace {

Contract Series(const Shape& shape, int hop_rows = 0) {
  Contract contract;
  ContractInput input;
  input.name = "x";
  input.kind = InputKind::kTable;
  input.dtype = ElementType::kFloat32;
  input.shape = shape;
  input.hop_rows = hop_rows;
  contract.inputs.push_back(input);
  return contract;
}

// "0,0.5", "1,1.5" and so on.
std::string Rows(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += std::to_string(i) + "," + std::to_string(i) + ".5\n";
  return text;
}

std::string Spans(const std::vector<InputSample>& samples) {
  std::string text;
  for (const InputSample& sample : samples) {
    text += (text.empty() ? "" : " ") + std::to_string(sample.row) + "-" + std::to_string(sample.last_row);
    if (sample.failure) text += "!";
  }
  return text;
}

std::string SpansOf(const Contract& contract, const std::string& text) { return Spans(MUST(ParseSamples(contract, text))); }

}  // namespace

TEST(as_many_rows_as_the_model_takes_are_one_sample) {
  const auto samples = MUST(ParseSamples(Series({1, 3, 2}), Rows(3)));
  CHECK_EQ(Spans(samples), std::string("1-3"));
  CHECK_EQ(samples[0].raw_inputs[0].tensor.shape, (Shape{1, 3, 2}));
  CHECK_EQ(Values<double>(samples[0].raw_inputs[0].tensor), (std::vector<double>{0, 0.5, 1, 1.5, 2, 2.5}));
}

TEST(more_rows_are_windows_and_the_newest_rows_are_in_the_last) {
  CHECK_EQ(SpansOf(Series({1, 3, 2}), Rows(6)), std::string("1-3 4-6"));
  CHECK_EQ(SpansOf(Series({1, 3, 2}), Rows(7)), std::string("1-3 4-6 5-7"));
  CHECK_EQ(SpansOf(Series({1, 3, 2}, 1), Rows(5)), std::string("1-3 2-4 3-5"));
  CHECK_EQ(SpansOf(Series({1, 3, 2}, 2), Rows(6)), std::string("1-3 3-5 4-6"));
  CHECK_EQ(SpansOf(Series({1, 3, 2}, 5), Rows(7)), std::string("1-3"));
  CHECK_EQ(SpansOf(Series({1, -1, 2}), Rows(7)), std::string("1-7"));
}

TEST(a_row_of_all_numbers_stays_a_sample) {
  const auto samples = MUST(ParseSamples(Series({1, 3, 2}), "1,2,3,4,5,6\n7,8,9,10,11,12\n"));
  CHECK_EQ(Spans(samples), std::string("1-0 2-0"));
  CHECK_EQ(samples[1].raw_inputs[0].tensor.shape, (Shape{1, 3, 2}));
}

TEST(a_bad_row_spoils_the_windows_that_it_is_in) {
  const auto samples = MUST(ParseSamples(Series({1, 2, 2}, 1), "1,2\n3,4\n5,\n7,8\n9,10\n"));
  CHECK_EQ(Spans(samples), std::string("1-2 2-3! 3-4! 4-5"));
  CHECK_CONTAINS(samples[1].failure->what(), "Row 3, column 2 is empty");
}

TEST(too_few_rows_are_refused_with_what_is_missing) {
  const std::string why = Why(ParseSamples(Series({1, 3, 2}), "a,b\n1,2\n3,4\n"));
  CHECK_CONTAINS(why, "The series is too short | It has 2 rows, and the model takes 3 at a time.");
  CHECK_CONTAINS(Why(ParseSamples(Series({1, 3, 2}), "[[1, 2]]")), "too short");
}

TEST(json_may_hold_steps_samples_or_an_array) {
  CHECK_EQ(SpansOf(Series({1, 2, 2}), "[[1, 2], [3, 4], [5, 6]]"), std::string("1-2 2-3"));
  CHECK_EQ(SpansOf(Series({1, 2, 2}), "[[1, 2, 3, 4], [5, 6, 7, 8]]"), std::string("1-0 2-0"));
  CHECK_EQ(SpansOf(Series({1, 2, 2}), "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]"), std::string("1-0 2-0"));
  CHECK_EQ(SpansOf(Series({1, 2, 2}), "[[[1, 2], [3, 4]]]"), std::string("0-0"));
  Contract named = Series({1, 2, 2});
  named.inputs[0].columns = {"a", "b"};
  const auto samples = MUST(ParseSamples(named, R"([{"b": 2, "a": 1}, {"a": 3, "b": 4}])"));
  CHECK_EQ(Values<double>(samples.at(0).raw_inputs[0].tensor), (std::vector<double>{1, 2, 3, 4}));
  CHECK_EQ(SpansOf(named, R"([{"a": 1, "b": 2}, {"a": 3}, {"a": 1, "b": 2}, {"a": 1, "b": 2}])"), std::string("1-2! 3-4"));
  CHECK_EQ(SpansOf(named, "[[1, 2], [3, 4, 5], [1, 2], [\"x\", 2]]"), std::string("1-2! 3-4!"));
}

TEST(hostile_sizes_of_a_series_are_refused_before_they_take_memory) {
  CHECK_CONTAINS(Why(ParseSamples(Series({1, int64_t{1} << 40, 1}), "1\n2\n")), "too short");
  CHECK_CONTAINS(Why(ParseSamples(Series({1, 8'000, 2}, 1), Rows(20'000))), "The series is too long");
  for (const Shape& shape : {Shape{1, int64_t{1} << 40, int64_t{1} << 40}, Shape{1, 2, int64_t{1} << 62}, Shape{1, -1, int64_t{1} << 62}}) {
    (void)ParseSamples(Series(shape), Rows(4)).ok();
  }
}
