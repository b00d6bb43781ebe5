#include "runner/core/program/body_question.h"

#include "check.h"

using runner::CheckContentType;
using runner::FileKind;
using runner::LastOf;
using runner::MayHold;
using runner::ParseQuery;
using runner::ReadQuestion;
using runner_test::Why;

TEST(a_query_is_names_and_values_of_which_the_last_counts) {
  const runner::NamedValues values = ParseQuery("a=1&b=2=3&&a=4&c");
  CHECK_EQ(*LastOf(values, "a"), std::string("4"));
  CHECK_EQ(*LastOf(values, "b"), std::string("2=3"));
  CHECK_EQ(*LastOf(values, "c"), std::string());
  CHECK(LastOf(values, "d") == nullptr);
  CHECK(ParseQuery("").empty());
}

TEST(pictures_and_the_least_score_are_asked_for_by_name) {
  const auto question = [](const char* query) { return ReadQuestion("text/csv", ParseQuery(query)); };
  CHECK(question("pictures=1").with_pictures);
  CHECK(!question("pictures=0").with_pictures);
  CHECK(!question("pictures").with_pictures);
  CHECK_EQ(question("min_score=0.25").least_score, 0.25);
  for (const char* const wrong : {"min_score=2", "min_score=", "min_score=1e-1", "min_score=nan", ""}) {
    CHECK_EQ(question(wrong).least_score, -1.0);
  }
}

TEST(a_type_is_known_without_its_parameters_and_in_any_case) {
  CHECK(CheckContentType("Text/CSV; charset=utf-8").ok());
  CHECK_CONTAINS(Why(CheckContentType("")), "Content-Type");
  CHECK_CONTAINS(Why(CheckContentType("text/" + std::string(100, 'x'))), "text/");
  CHECK_EQ(runner::QuotedType(std::string(100, 'x')).size(), size_t{60});
}

TEST(bytes_come_under_a_type_that_may_hold_them) {
  CHECK(MayHold("image/x", FileKind::kPng));
  CHECK(!MayHold("image/png", FileKind::kText));
  CHECK(MayHold("application/json", FileKind::kText));
  CHECK(!MayHold("audio/wav", FileKind::kZip));
}

TEST(a_text_counts_for_what_it_becomes) {
  CHECK_EQ(runner::MemoryOf("text/csv", 10), uint64_t{320});
  CHECK_EQ(runner::MemoryOf("image/png", 10), uint64_t{10});
}
