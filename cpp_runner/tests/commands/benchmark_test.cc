#include "runner/commands/benchmark.h"

#include "check.h"

using namespace runner;

TEST(thread_counts_double_up_to_the_processors) {
  CHECK_EQ(CountsToTry(1), (std::vector<int>{1}));
  CHECK_EQ(CountsToTry(2), (std::vector<int>{1, 2}));
  CHECK_EQ(CountsToTry(6), (std::vector<int>{1, 2, 4, 6}));
  CHECK_EQ(CountsToTry(8), (std::vector<int>{1, 2, 4, 8}));
}

TEST(more_threads_are_chosen_only_where_they_are_worth_it) {
  CHECK_EQ(BestThreads({{1, 10.0}, {2, 9.8}}), 1);
  CHECK_EQ(BestThreads({{1, 10.0}, {2, 6.0}, {4, 5.9}}), 2);
  CHECK_EQ(BestThreads({{1, 10.0}, {2, 12.0}, {4, 3.0}}), 4);
}

TEST(percentiles_are_times_that_were_measured) {
  std::vector<double> times;
  for (int i = 100; i > 0; --i) times.push_back(i);
  const Latency latency = Summarize(times);
  CHECK_EQ(latency.min, 1.0);
  CHECK_EQ(latency.mean, 50.5);
  CHECK_EQ(latency.median, 50.0);
  CHECK_EQ(latency.p90, 90.0);
  CHECK_EQ(latency.p99, 99.0);
}

TEST(what_was_tried_is_told) {
  BenchResult result;
  result.threads = 2;
  result.tried = {{1, 10.0}, {2, 6.5}};
  CHECK_CONTAINS(BenchJson(result), "\"threads\": 2, \"tried\": [{\"threads\": 1, \"median\": 10}, {\"threads\": 2, \"median\": 6.5}]");
  CHECK_CONTAINS(BenchText(result), "threads 2 (the best of 1: 10.0 ms, 2: 6.50 ms)\n");
  result.tried.clear();
  CHECK_CONTAINS(BenchJson(result), "\"tried\": []");
  CHECK_CONTAINS(BenchText(result), "threads 2\n");
}

TEST(percentiles_are_nearest_ranks) {
  std::vector<double> times;
  for (int i = 100; i >= 1; --i) times.push_back(i);
  const runner::Latency latency = runner::Summarize(times);
  CHECK_EQ(latency.min, 1.0);
  CHECK_EQ(latency.mean, 50.5);
  CHECK_EQ(latency.median, 50.0);
  CHECK_EQ(latency.p90, 90.0);
  CHECK_EQ(latency.p99, 99.0);
  CHECK_EQ(runner::Summarize({4.0}).p99, 4.0);
  CHECK_EQ(runner::Summarize({3.0, 1.0, 2.0}).median, 2.0);
}
