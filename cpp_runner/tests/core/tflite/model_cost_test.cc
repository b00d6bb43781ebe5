#include "runner/core/tflite/model_cost.h"

#include "check.h"
#include "core/tflite/flatbuffer_writer.h"

using namespace runner;
using runner_test::Writer;
using runner_test::Why;

namespace {

struct TensorOf {
  std::vector<uint32_t> shape;
  uint32_t buffer = 0;
};

// A graph whose operators each read one tensor and write the next; buffer 1 holds 4000 bytes.
std::string Chain(const std::vector<TensorOf>& tensors, const std::vector<std::vector<uint32_t>>& operators) {
  Writer file;
  const size_t model = file.Table(5);
  file.PointToTable(0, model);
  const size_t graphs = file.Vector({0});
  file.Point(model + 8, graphs);
  const size_t buffers = file.Vector({0, 0});
  file.Point(model + 16, buffers);
  const size_t empty = file.Table(1);
  file.PointToTable(buffers + 4, empty);
  const size_t full = file.Table(1);
  file.PointToTable(buffers + 8, full);
  file.Point(full, file.Vector(std::vector<uint32_t>(4000, 0)));
  const size_t graph = file.Table(4);
  file.PointToTable(graphs + 4, graph);
  const size_t list = file.Vector(std::vector<uint32_t>(tensors.size()));
  file.Point(graph, list);
  for (size_t i = 0; i < tensors.size(); ++i) {
    const size_t tensor = file.Table(3);
    file.PointToTable(list + 4 + 4 * i, tensor);
    file.Point(tensor, file.Vector(tensors[i].shape));
    file.Set(tensor + 8, tensors[i].buffer);
  }
  file.Point(graph + 4, file.Vector({0}));
  file.Point(graph + 8, file.Vector({static_cast<uint32_t>(tensors.size() - 1)}));
  const size_t steps = file.Vector(std::vector<uint32_t>(operators.size()));
  file.Point(graph + 12, steps);
  for (size_t i = 0; i < operators.size(); ++i) {
    const size_t step = file.Table(3);
    file.PointToTable(steps + 4 + 4 * i, step);
    file.Point(step + 4, file.Vector({operators[i].begin(), operators[i].end() - 1}));
    file.Point(step + 8, file.Vector({operators[i].back()}));
  }
  return file.bytes();
}

constexpr uint64_t kGigabyte = 1'000'000'000;

}  // namespace

TEST(tensors_count_while_they_are_alive) {
  // 0 -> 1 -> 2 -> 3: what goes in stays, and of the others there are two at a time.
  const ModelCost cost = CostOf(Chain({{{10}}, {{20}}, {{300}}, {{5}}}, {{0, 1}, {1, 2}, {2, 3}}));
  CHECK(cost.readable);
  CHECK(!cost.open_sizes);
  CHECK_EQ(cost.tensor_bytes, 4.0 * 330);
  CHECK_EQ(CostOf(Chain({{{10}}, {{20}}, {{300}}, {{5}}}, {{0, 1}, {1, 2}, {2, 1, 3}})).tensor_bytes, 4.0 * 335);
}

TEST(weights_count_as_floats_and_for_each_result) {
  // A dense layer of 40 x 100 weights.
  const ModelCost cost = CostOf(Chain({{{1, 40}}, {{100, 40}, 1}, {{1, 100}}}, {{0, 1, 2}}));
  CHECK_EQ(cost.weight_bytes, 16'000.0);
  CHECK_EQ(cost.operations, 4000.0);
  CHECK_EQ(cost.tensor_bytes, 4.0 * 140);
  // No more weights than the file holds, whatever it says.
  CHECK_EQ(CostOf(Chain({{{1, 40}}, {{1u << 30, 1u << 30}, 1}, {{1, 100}}}, {{0, 1, 2}})).weight_bytes,
           4.0 * 16'000);
}

TEST(a_model_that_asks_for_more_than_any_computer_has_is_refused) {
  const ModelCost cost = CostOf(Chain({{{2'000'000'000}}, {{100'000}}}, {{0, 1}}));
  CHECK_CONTAINS(Why(CheckCost(cost, 64 * kGigabyte)), "This model needs 8.0 GB of memory");
  const ModelCost beyond = CostOf(Chain({{std::vector<uint32_t>(30, 0x7fffffff)}, {{1}}}, {{0, 1}}));
  CHECK_CONTAINS(Why(CheckCost(beyond, 64 * kGigabyte)), "of memory");
}

TEST(a_model_that_asks_for_more_than_this_machine_has_is_refused) {
  const ModelCost cost = CostOf(Chain({{{500'000'000}}, {{1}}}, {{0, 1}}));  // 2 GB
  CHECK(CheckCost(cost, 8 * kGigabyte).ok());
  CHECK(!CheckCost(cost, kGigabyte).ok());
  CHECK(CheckCost(cost, 0).ok());  // a system that does not tell
}

TEST(allowances_grow_with_the_model) {
  const ModelCost small = CostOf(Chain({{{10}}, {{20}}}, {{0, 1}}));
  const ModelCost large = CostOf(Chain({{{10}}, {{200'000'000}}}, {{0, 1}}));
  CHECK(MemoryAllowance(small, 1.0, 1, 0) < 600 * (uint64_t{1} << 20));
  CHECK(MemoryAllowance(large, 1.0, 1, 0) > 4 * 800'000'000ull);
  CHECK(MemoryAllowance(large, 1.0, 1, 2 * kGigabyte) <= 2 * kGigabyte);
  CHECK(MemoryAllowance(small, 1.0, 64, 0) > MemoryAllowance(small, 1.0, 1, 0));
  CHECK(SecondsAllowance(small, 1.0) < 11.0);
  CHECK(SecondsAllowance(large, 1.0) > SecondsAllowance(small, 1.0));
  CHECK(SecondsAllowance(large, 1e9) <= 600.0);
}

TEST(a_size_that_is_open_is_seen) {
  CHECK(CostOf(Chain({{{1, 0xffffffff}}, {{20}}}, {{0, 1}})).open_sizes);
}

TEST(a_file_whose_vectors_lie_over_each_other_is_refused_and_not_read_for_ever) {
  // Every entry of a large vector of graphs is the same graph, whose vector of tensors is that vector again.
  std::string model = Chain({{{10}}, {{20}}}, {{0, 1}});
  const ModelCost whole = CostOf(model);
  CHECK(whole.readable);
  Writer file;
  const size_t root = file.Table(3);
  file.PointToTable(0, root);
  constexpr size_t kGraphs = 100'000;
  const size_t graphs = file.Vector(std::vector<uint32_t>(kGraphs));
  file.Point(root + 8, graphs);
  const size_t graph = file.Table(1);
  const size_t tensors = file.Vector(std::vector<uint32_t>(kGraphs));
  file.Point(graph, tensors);
  const size_t tensor = file.Table(1);
  for (size_t i = 0; i < kGraphs; ++i) {
    file.PointToTable(graphs + 4 + 4 * i, graph);
    file.PointToTable(tensors + 4 + 4 * i, tensor);
  }
  const ModelCost cost = CostOf(file.bytes());
  CHECK(!cost.readable);
  CHECK_CONTAINS(Why(CheckCost(cost, 0)), "overlap");
}

TEST(every_damaged_byte_of_a_model_is_survived) {
  const std::string model = Chain({{{1, 40}}, {{100, 40}, 1}, {{1, 100}}}, {{0, 1, 2}});
  for (size_t at = 0; at < model.size(); at += at < 200 || at > 16'200 ? 1 : 997) {
    for (const int value : {0, 1, 0x7f, 0x80, 0xff}) {
      std::string damaged = model;
      damaged[at] = static_cast<char>(value);
      CHECK(CostOf(damaged).tensor_bytes >= 0.0);
    }
  }
  for (size_t size = 0; size < model.size(); size += 61) CHECK(CostOf(model.substr(0, size)).weight_bytes >= 0.0);
}
