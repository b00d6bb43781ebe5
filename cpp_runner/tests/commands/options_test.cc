#include "runner/commands/options.h"

#include "check.h"

using runner::Command;
using runner::Options;
using runner::ParseOptions;
using runner_test::Why;

TEST(no_argument_asks_for_the_page_as_long_as_it_is_open) {
  const Options options = MUST(ParseOptions({}));
  CHECK_EQ(options.command, Command::kServePage);
  CHECK(options.watched);
  CHECK(options.browser);
  CHECK_EQ(options.port, 0);
}

TEST(the_page_is_served_at_a_port_and_without_a_browser) {
  for (const Options& options : {MUST(ParseOptions({"--serve", "--port", "8080", "--no-browser"})),
                                 MUST(ParseOptions({"--no-browser", "--port=8080"}))}) {
    CHECK_EQ(options.command, Command::kServePage);
    CHECK(!options.watched);
    CHECK(!options.browser);
    CHECK_EQ(options.port, 8080);
  }
  CHECK_CONTAINS(Why(ParseOptions({"--serve", "--port", "65536"})), "1 to 65535");
  const Options with_files = MUST(ParseOptions({"--serve", "a.png", "b"}));
  CHECK_EQ(with_files.files, (std::vector<std::string>{"a.png", "b"}));
  CHECK_EQ(with_files.command, Command::kServePage);
  CHECK(!with_files.watched);
  CHECK_CONTAINS(Why(ParseOptions({"--port", "80", "a.png"})), "--serve");
  CHECK_CONTAINS(Why(ParseOptions({"--info", "--no-browser"})), "--serve");
  CHECK_CONTAINS(Why(ParseOptions({"--port", "80", "--json"})), "no use here");
}

TEST(files_alone_that_were_dropped_on_the_icon_open_the_page) {
  const Options options = MUST(ParseOptions({"a.png", "b"}, true));
  CHECK_EQ(options.command, Command::kServePage);
  CHECK(options.watched);
  CHECK_EQ(options.files.size(), size_t{2});
  CHECK_EQ(MUST(ParseOptions({"a.png", "--json"}, true)).command, Command::kPredict);
  CHECK_EQ(MUST(ParseOptions({"--info"}, true)).command, Command::kInfo);
}

TEST(files_are_predicted_in_the_order_given) {
  const Options options = MUST(ParseOptions({"b.npy", "--json", "a.npy"}));
  CHECK_EQ(options.command, Command::kPredict);
  CHECK_EQ(options.files, (std::vector<std::string>{"b.npy", "a.npy"}));
  CHECK(options.json);
}

TEST(a_seed_stands_for_itself_or_with_files) {
  const Options options = MUST(ParseOptions({"--seed", "4294967295", "--count=3", "--save", "out"}));
  CHECK_EQ(options.command, Command::kPredict);
  CHECK_EQ(options.seed.value(), 4294967295u);
  CHECK_EQ(options.count, 3);
  CHECK_EQ(MUST(ParseOptions({"--seed", "0", "label=3"})).files.size(), size_t{1});
  CHECK(!MUST(ParseOptions({"a.png"})).seed);
  CHECK_CONTAINS(Why(ParseOptions({"--seed", "4294967296"})), "4294967295 are possible");
  CHECK_CONTAINS(Why(ParseOptions({"--seed", "-1"})), "possible");
  CHECK_CONTAINS(Why(ParseOptions({"--seed"})), "Nothing follows");
  CHECK_CONTAINS(Why(ParseOptions({"--count", "2", "a.png"})), "--seed");
  CHECK_CONTAINS(Why(ParseOptions({"--seed", "2", "--info"})), "files");
}

TEST(after_two_dashes_everything_is_a_file) {
  CHECK_EQ(MUST(ParseOptions({"--", "--json", "-x"})).files, (std::vector<std::string>{"--json", "-x"}));
}

TEST(a_value_may_follow_or_be_joined_by_an_equals_sign) {
  for (const Options& options : {MUST(ParseOptions({"--tensor", "in.npz", "--output", "out.npz", "--threads", "3"})),
                                 MUST(ParseOptions({"--tensor=in.npz", "--output=out.npz", "--threads=3"}))}) {
    CHECK_EQ(options.command, Command::kTensor);
    CHECK_EQ(options.input, std::string("in.npz"));
    CHECK_EQ(options.output, std::string("out.npz"));
    CHECK_EQ(options.threads, 3);
  }
}

TEST(bench_chooses_the_threads_unless_a_number_is_given) {
  CHECK(MUST(ParseOptions({"--bench"})).choose_threads);
  CHECK(MUST(ParseOptions({"--threads", "auto", "--bench"})).choose_threads);
  CHECK(!MUST(ParseOptions({"--bench", "--threads=2"})).choose_threads);
  CHECK(!MUST(ParseOptions({"--info"})).choose_threads);
  CHECK_CONTAINS(Why(ParseOptions({"a.npy", "--threads", "auto"})), "Only --bench");
}

TEST(a_self_test_takes_json_and_saving_belongs_to_files) {
  CHECK_EQ(MUST(ParseOptions({"--self-test", "--json"})).command, Command::kSelfTest);
  CHECK_EQ(MUST(ParseOptions({"a.png", "--save", "out"})).save, std::string("out"));
  CHECK_CONTAINS(Why(ParseOptions({"--self-test", "--save", "out"})), "belongs to files");
  CHECK_CONTAINS(Why(ParseOptions({"--selftest"})), "--self-test");
}

TEST(bench_takes_a_number_of_runs_or_none) {
  CHECK_EQ(MUST(ParseOptions({"--bench"})).runs, 50);
  CHECK_EQ(MUST(ParseOptions({"--bench", "7", "--json"})).runs, 7);
  CHECK_EQ(MUST(ParseOptions({"--bench", "--json"})).runs, 50);
  CHECK_CONTAINS(Why(ParseOptions({"--bench", "0"})), "whole number");
  CHECK_CONTAINS(Why(ParseOptions({"--bench=x"})), "whole number");
}

TEST(licenses_alone_prints_and_with_a_file_beside_another_task_only_names_it) {
  CHECK_EQ(MUST(ParseOptions({"--licenses"})).command, Command::kLicenses);
  const Options named = MUST(ParseOptions({"--licenses", "l.txt"}));
  CHECK_EQ(named.command, Command::kLicenses);
  CHECK_EQ(named.named.licenses, std::string("l.txt"));
  const Options serving = MUST(ParseOptions({"--licenses", "l.txt", "--serve-pipe"}));
  CHECK_EQ(serving.command, Command::kServePipe);
  CHECK_EQ(serving.named.licenses, std::string("l.txt"));
}

TEST(a_model_elsewhere_belongs_to_the_pipe_and_to_no_other_model) {
  CHECK(MUST(ParseOptions({"--serve-pipe", "--model-elsewhere"})).elsewhere);
  CHECK(!MUST(ParseOptions({"--serve-pipe"})).elsewhere);
  CHECK_CONTAINS(Why(ParseOptions({"a.png", "--model-elsewhere"})), "--serve-pipe");
  CHECK_CONTAINS(Why(ParseOptions({"--serve-pipe", "--model", "m.tflite", "--model-elsewhere"})), "without --model");
}

TEST(a_misspelt_option_is_answered_with_the_nearest) {
  CHECK_CONTAINS(Why(ParseOptions({"--tenser", "a"})), "--tensor");
  CHECK_CONTAINS(Why(ParseOptions({"--jsno"})), "--json");
  CHECK_CONTAINS(Why(ParseOptions({"--licences"})), "--licenses");
  CHECK_CONTAINS(Why(ParseOptions({"--completely-else"})), "--help");
  CHECK(!runner_test::Contains(Why(ParseOptions({"--nope"})), "Use "));
}

TEST(two_tasks_at_once_are_refused) { CHECK_CONTAINS(Why(ParseOptions({"--info", "--bench"})), "do not go together"); }

TEST(a_task_without_what_it_needs_is_refused) {
  CHECK_CONTAINS(Why(ParseOptions({"--tensor"})), "needs a value");
  CHECK_CONTAINS(Why(ParseOptions({"--tensor", "--output", "x"})), "needs a value");
  CHECK_CONTAINS(Why(ParseOptions({"--tensor", "in.npz"})), "--output");
  CHECK_CONTAINS(Why(ParseOptions({"--preprocess", "in.bmp"})), ".npy");
  CHECK_CONTAINS(Why(ParseOptions({"--json"})), "nothing to do");
}

TEST(an_option_that_has_no_use_is_refused) {
  CHECK(!ParseOptions({"a.npy", "--float"}).ok());
  CHECK(!ParseOptions({"a.npy", "--output", "x"}).ok());
  CHECK(!ParseOptions({"--version", "--json"}).ok());
  CHECK(!ParseOptions({"--info", "a.npy"}).ok());
  CHECK(!ParseOptions({"--info=yes"}).ok());
}

TEST(threads_must_be_a_sensible_number) {
  for (const char* text : {"0", "-1", "257", "two", "", "99999999999999999999"}) {
    CHECK(!ParseOptions({"a.npy", std::string("--threads=") + text}).ok());
  }
}

TEST(every_wrong_use_ends_with_exit_code_2) { CHECK_EQ(ParseOptions({"--nope"}).failure().exit_code(), 2); }

TEST(edits_are_counted_with_swaps_as_one) {
  CHECK_EQ(runner::EditDistance("", "abc"), 3);
  CHECK_EQ(runner::EditDistance("kitten", "sitting"), 3);
  CHECK_EQ(runner::EditDistance("jsno", "json"), 1);
}
