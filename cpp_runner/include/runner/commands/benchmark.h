// Benchmark: how long a model takes to load and to run. The result is one value.
// Thread rule: functions without state; Measure uses its session as Predictor allows.
#ifndef RUNNER_COMMANDS_BENCHMARK_H_
#define RUNNER_COMMANDS_BENCHMARK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "runner/commands/options.h"
#include "runner/core/base/result.h"
#include "runner/engine/session.h"

namespace runner {

// Of measured times in milliseconds.
struct Latency {
  double min = 0.0;
  double mean = 0.0;
  double median = 0.0;
  double p90 = 0.0;
  double p99 = 0.0;
};

struct Tried {
  int threads = 0;
  double median = 0.0;  // ms
};

struct BenchResult {
  double load_ms = 0.0;
  double first_ms = 0.0;
  Latency latency;
  int runs = 0;
  int threads = 0;
  int64_t peak_memory_bytes = 0;
  std::vector<Tried> tried;  // the thread counts that were compared; empty where one was asked for
};

// Percentiles by nearest rank: the smallest time that at least p percent of the times do not exceed. Needs one time.
Latency Summarize(std::vector<double> times);

// Runs the model on numbers that are the same every time: the first run, 5 to warm up, then `runs` that count.
// An unknown size is 1 on the first axis and 32 elsewhere.
Result<BenchResult> Measure(Session& session, int runs, int threads);

// The same with as many threads as answer fastest, of 1, 2, 4 and so on up to the processors; fewer where more bring
// nothing worth mentioning.
Result<BenchResult> MeasureBest(const Options& options);

// The thread count to choose; `tried` in rising order, not empty.
int BestThreads(const std::vector<Tried>& tried);
// The counts to compare on a machine: 1, 2, 4, ..., and all of its processors.
std::vector<int> CountsToTry(int processors);

std::string BenchJson(const BenchResult& result);
std::string BenchText(const BenchResult& result);

}  // namespace runner

#endif  // RUNNER_COMMANDS_BENCHMARK_H_
