#include "runner/commands/benchmark.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <numeric>

#include "core/base/small_sort.h"
#include "runner/commands/info_text.h"
#include "runner/core/formats/json_writer.h"
#include "runner/system/process_info.h"

namespace runner {
namespace {

constexpr int kWarmUpRuns = 5;
constexpr int64_t kAssumedSize = 32;
constexpr int kTrialRuns = 50;
constexpr double kWorthIt = 0.90;  // of the time with fewer threads; above it is chance

// `sorted` times; percent of 1 to 100.
double NearestRank(const std::vector<double>& sorted, size_t percent) {
  const size_t rank = (sorted.size() * percent + 99) / 100;
  return sorted[std::max<size_t>(rank, 1) - 1];
}

// Floats in [0, 1), quantized numbers over their range; other integers are 0, which is in range as an index too.
Tensor Sample(const TensorSpec& spec) {
  Tensor tensor;
  tensor.type = spec.type;
  tensor.shape = spec.shape;
  for (size_t axis = 0; axis < tensor.shape.size(); ++axis) {
    if (tensor.shape[axis] < 0) tensor.shape[axis] = axis == 0 ? 1 : kAssumedSize;
  }
  const size_t count = static_cast<size_t>(std::max<int64_t>(ElementCount(tensor.shape), 0));
  tensor.data.resize(count * ElementSize(tensor.type));
  uint32_t state = 1;
  for (size_t i = 0; i < count; ++i) {
    state = state * 1664525u + 1013904223u;  // a linear congruential generator (Numerical Recipes)
    const float value = static_cast<float>(state >> 8) / 16777216.0f;
    if (tensor.type == ElementType::kFloat32) tensor.as<float>()[i] = value;
    if (tensor.type == ElementType::kFloat64) tensor.as<double>()[i] = static_cast<double>(value);
    if (tensor.type == ElementType::kFloat16) tensor.as<uint16_t>()[i] = FloatToHalf(value);
    const bool bytes = tensor.type == ElementType::kInt8 || tensor.type == ElementType::kUInt8;
    if (bytes && spec.quantization.active()) tensor.data[i] = static_cast<std::byte>(state >> 24);
  }
  return tensor;
}

std::string Ms(double value) {
  char text[40];
  const int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
  std::snprintf(text, sizeof(text), "%.*f ms", decimals, value);
  return text;
}

}  // namespace

Latency Summarize(std::vector<double> times) {
  // With a comparison of its own the sort is built here; the library's ready one is three times as large.
  SmallSort(times, std::less<double>());
  Latency latency;
  latency.min = times.front();
  latency.mean = std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size());
  latency.median = NearestRank(times, 50);
  latency.p90 = NearestRank(times, 90);
  latency.p99 = NearestRank(times, 99);
  return latency;
}

Result<BenchResult> Measure(Session& session, int runs, int threads) {
  BenchResult result;
  result.load_ms = session.load_ms;
  result.runs = runs;
  result.threads = threads;
  std::vector<Tensor> inputs;
  for (const TensorSpec& spec : session.predictor.inputs()) inputs.push_back(Sample(spec));
  std::vector<double> times;
  for (int run = 0; run < 1 + kWarmUpRuns + runs; ++run) {
    RUNNER_ASSIGN(const RunOutcome outcome, session.predictor.Run(inputs));
    if (run == 0) result.first_ms = outcome.ms;
    if (run > kWarmUpRuns) times.push_back(outcome.ms);
  }
  result.latency = Summarize(std::move(times));
  result.peak_memory_bytes = PeakMemoryBytes();
  return result;
}

std::vector<int> CountsToTry(int processors) {
  std::vector<int> counts;
  for (int count = 1; count < processors; count *= 2) counts.push_back(count);
  counts.push_back(processors);
  return counts;
}

int BestThreads(const std::vector<Tried>& tried) {
  const Tried* best = &tried[0];
  for (const Tried& other : tried) {
    if (other.median < best->median * kWorthIt) best = &other;
  }
  return best->threads;
}

Result<BenchResult> MeasureBest(const Options& options) {
  std::vector<Tried> tried;
  const std::vector<int> counts = CountsToTry(ProcessorCount());
  for (const int count : counts) {
    if (counts.size() == 1) break;
    RUNNER_ASSIGN(Session session, OpenSession(options.named, count, Need::kModel));
    RUNNER_ASSIGN(const BenchResult trial, Measure(session, std::min(options.runs, kTrialRuns), count));
    tried.push_back({count, trial.latency.median});
  }
  const int threads = tried.empty() ? 1 : BestThreads(tried);
  RUNNER_ASSIGN(Session session, OpenSession(options.named, threads, Need::kModel));
  RUNNER_ASSIGN(BenchResult result, Measure(session, options.runs, threads));
  result.tried = std::move(tried);
  return result;
}

std::string BenchJson(const BenchResult& result) {
  JsonWriter json;
  json.BeginObject();
  json.Key("load_ms").Double(result.load_ms);
  json.Key("first_ms").Double(result.first_ms);
  json.Key("latency_ms").BeginObject();
  json.Key("min").Double(result.latency.min);
  json.Key("mean").Double(result.latency.mean);
  json.Key("median").Double(result.latency.median);
  json.Key("p90").Double(result.latency.p90);
  json.Key("p99").Double(result.latency.p99);
  json.EndObject();
  json.Key("runs").Int(result.runs);
  json.Key("threads").Int(result.threads);
  json.Key("tried").BeginArray();
  for (const Tried& tried : result.tried) {
    json.BeginObject();
    json.Key("threads").Int(tried.threads);
    json.Key("median").Double(tried.median);
    json.EndObject();
  }
  json.EndArray();
  json.Key("peak_memory_bytes").Int(result.peak_memory_bytes);
  json.EndObject();
  return json.Take();
}

std::string BenchText(const BenchResult& result) {
  const Latency& latency = result.latency;
  std::string tried;
  for (const Tried& one : result.tried) {
    tried += (tried.empty() ? " (the best of " : ", ") + std::to_string(one.threads) + ": " + Ms(one.median);
  }
  return "load         " + Ms(result.load_ms) + "\n" +
         "first run    " + Ms(result.first_ms) + "\n" +
         "median       " + Ms(latency.median) + "\n" +
         "mean         " + Ms(latency.mean) + "\n" +
         "fastest      " + Ms(latency.min) + "\n" +
         "90 %         " + Ms(latency.p90) + " or less\n" +
         "99 %         " + Ms(latency.p99) + " or less\n" +
         "runs         " + std::to_string(result.runs) + ", threads " + std::to_string(result.threads) + tried +
         (tried.empty() ? "\n" : ")\n") +
         "peak memory  " + BytesText(result.peak_memory_bytes) + "\n";
}

}  // namespace runner
