#include "runner/core/tflite/model_cost.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/tflite/flatbuffer_reader.h"
#include "core/tflite/tflite_schema.h"

namespace runner {
namespace {

// By the schema's number of the element type; int4 and the like are spread to a byte before they are used.
constexpr uint8_t kElementBytes[] = {4, 2, 4, 1, 8, 16, 1, 2, 8, 1, 8, 16, 8, 8, 8, 4, 2, 1, 2};
constexpr double kUnknownElementBytes = 8.0;

// The most that programs made here may ask for: with more for tensors alone they would not run on an ordinary computer.
constexpr double kMostTensorBytes = 4.0 * 1024 * 1024 * 1024;
constexpr double kBase = 512.0 * 1024 * 1024;       // the runtime itself takes about 10 MB
constexpr double kBaseOfOpen = 2048.0 * 1024 * 1024;  // the file does not say how large what is open becomes
constexpr double kTimes = 8.0;                      // the runtime keeps copies: packed weights, borders, one for each thread
constexpr double kThread = 16.0 * 1024 * 1024;      // a stack of 8 MB and what belongs to it
// Ten times below a small ARM processor of 2015; its own start and slow disks are in the base.
constexpr double kBaseSeconds = 10.0;
constexpr double kOperationsPerSecond = 2e8;
constexpr double kBytesPerSecond = 2e7;
constexpr double kMostSeconds = 600.0;

struct TensorFacts {
  double elements = 1.0;
  double bytes = 0.0;
  double last = 1.0;  // the size of its last axis
  bool constant = false;
  size_t begin = 0;  // the operators between which it is alive
  size_t end = 0;
};

TensorFacts FactsOf(FlatBufferReader& reader, size_t tensor, const std::vector<double>& buffers, ModelCost& cost) {
  TensorFacts facts;
  for (const int32_t size : reader.Integers(tensor, kTensorShape)) {
    facts.last = std::max(1.0, static_cast<double>(size));
    facts.elements *= facts.last;
    cost.open_sizes = cost.open_sizes || size < 0;
  }
  for (const int32_t size : reader.Integers(tensor, kTensorSignature)) cost.open_sizes = cost.open_sizes || size < 0;
  const uint32_t type = reader.Number(tensor, kTensorType, 1);
  facts.bytes = facts.elements * (type < sizeof(kElementBytes) ? kElementBytes[type] : kUnknownElementBytes);
  const uint32_t buffer = reader.Number(tensor, kTensorBuffer, 4);
  facts.constant = buffer < buffers.size() && buffers[buffer] > 0.0 && reader.Number(tensor, kTensorIsVariable, 1) == 0;
  // No more than there can be in its bytes, at two bits an element.
  if (facts.constant) facts.elements = std::min(facts.elements, 4.0 * buffers[buffer]);
  return facts;
}

// Counts what an operator multiplies: each element of its answer with what its weights hold for it, or with a row of its input.
double OperationsOf(const std::vector<TensorFacts>& tensors, const std::vector<int32_t>& inputs, const std::vector<int32_t>& outputs) {
  double results = 0.0;
  double last = 1.0;
  double weights = 0.0;
  double row = 1.0;
  for (const int32_t index : outputs) {
    if (index < 0 || static_cast<size_t>(index) >= tensors.size()) continue;
    const TensorFacts& output = tensors[static_cast<size_t>(index)];
    results += output.elements;
    last = std::max(last, output.last);
  }
  for (const int32_t index : inputs) {
    if (index < 0 || static_cast<size_t>(index) >= tensors.size()) continue;
    const TensorFacts& input = tensors[static_cast<size_t>(index)];
    if (input.constant) weights += input.elements;
    row = std::max(row, input.last);
  }
  return results * std::max(1.0, weights > 0.0 ? weights / last : row);
}

void AddGraph(FlatBufferReader& reader, size_t graph, const std::vector<double>& buffers, ModelCost& cost) {
  std::vector<TensorFacts> tensors;
  for (const size_t tensor : reader.Tables(graph, kSubgraphTensors)) tensors.push_back(FactsOf(reader, tensor, buffers, cost));
  const std::vector<size_t> operators = reader.Tables(graph, kSubgraphOperators);
  const auto alive = [&](const std::vector<int32_t>& indices, size_t from, size_t to) {
    for (const int32_t index : indices) {
      if (index < 0 || static_cast<size_t>(index) >= tensors.size()) continue;
      TensorFacts& tensor = tensors[static_cast<size_t>(index)];
      tensor.begin = tensor.end == 0 ? from : std::min(tensor.begin, from);
      tensor.end = std::max(tensor.end, to + 1);
    }
  };
  alive(reader.Integers(graph, kSubgraphInputs), 0, operators.size());
  for (size_t i = 0; i < operators.size(); ++i) {
    const std::vector<int32_t> inputs = reader.Integers(operators[i], kOperatorInputs);
    const std::vector<int32_t> outputs = reader.Integers(operators[i], kOperatorOutputs);
    alive(inputs, i, i);
    alive(outputs, i, i);
    cost.operations += OperationsOf(tensors, inputs, outputs);
  }
  alive(reader.Integers(graph, kSubgraphOutputs), operators.size(), operators.size());
  std::vector<double> changes(operators.size() + 2, 0.0);
  for (const TensorFacts& tensor : tensors) {
    if (tensor.constant) {
      cost.weight_bytes += 4.0 * tensor.elements;
    } else if (tensor.end > 0) {
      changes[tensor.begin] += tensor.bytes;
      changes[tensor.end] -= tensor.bytes;
    }
  }
  double now = 0.0;
  double most = 0.0;
  for (const double change : changes) most = std::max(most, now += change);
  cost.tensor_bytes += most;  // a graph that another one calls is alive beside it
}

std::string Gigabytes(double bytes) {
  if (!(bytes < 1e15)) return "more than a million GB";
  char text[40];
  std::snprintf(text, sizeof(text), bytes < 99.5e9 ? "%.1f GB" : "%.0f GB", bytes / 1e9);
  return text;
}

}  // namespace

ModelCost CostOf(std::string_view model) {
  ModelCost cost;
  cost.file_bytes = static_cast<double>(model.size());
  FlatBufferReader reader(model);
  const std::optional<size_t> root = reader.Root();
  if (!root) {
    cost.readable = false;
    return cost;
  }
  std::vector<double> buffers;  // bytes of each
  for (const size_t buffer : reader.Tables(*root, kModelBuffers)) {
    const bool behind = reader.Number(buffer, kBufferOffset, 4) > 1;  // the bytes stand behind the tables
    const double bytes = behind ? reader.Number(buffer, kBufferSize, 4) : static_cast<double>(reader.Count(buffer, kBufferData, 1));
    buffers.push_back(std::min(bytes, cost.file_bytes));
  }
  for (const size_t graph : reader.Tables(*root, kModelSubgraphs)) AddGraph(reader, graph, buffers, cost);
  // Weights that many tensors share count once for each; together they are no more than what the file can hold.
  cost.weight_bytes = std::min(cost.weight_bytes, 16.0 * cost.file_bytes);
  cost.readable = !reader.exhausted();
  return cost;
}

Result<Done> CheckCost(const ModelCost& cost, uint64_t physical_bytes) {
  if (!cost.readable) {
    return Failure::CannotRun("The model cannot be read", "Its tables overlap or lie outside the file.",
                              "Unpack the program again, or export the model again: its file is damaged.");
  }
  const double physical = physical_bytes == 0 ? kMostTensorBytes : static_cast<double>(physical_bytes);
  const double most = std::min(kMostTensorBytes, physical);
  if (cost.tensor_bytes <= most) return Done{};
  return Failure::CannotRun("This model needs " + Gigabytes(cost.tensor_bytes) + " of memory",
                            "Its file says that its tensors need that much, and only " + Gigabytes(most) + " are possible here.",
                            "Export the model again with smaller inputs. If the model should not need that much, its file is damaged.");
}

uint64_t MemoryAllowance(const ModelCost& cost, double growth, int threads, uint64_t physical_bytes) {
  const double base = (cost.open_sizes ? kBaseOfOpen : kBase) + kThread * threads;
  const double wanted =
      base + 2.0 * cost.file_bytes + 2.0 * cost.weight_bytes + kTimes * cost.tensor_bytes * std::max(1.0, growth);
  const double most = physical_bytes == 0 ? 1e15 : std::max(base, static_cast<double>(physical_bytes));
  return static_cast<uint64_t>(std::min(wanted, most));
}

double SecondsAllowance(const ModelCost& cost, double growth) {
  // What compares every element with every other one grows with the square.
  const double grown = std::max(1.0, growth * growth);
  return std::min(kMostSeconds, kBaseSeconds + cost.file_bytes / kBytesPerSecond + cost.operations * grown / kOperationsPerSecond);
}

Failure MemoryReached(uint64_t allowance) {
  return Failure::CannotRun("The model takes more memory than it says",
                            "It may use " + Gigabytes(static_cast<double>(allowance)) +
                                " here, several times what its weights and tensors need.",
                            "Export the model again: its file is most likely damaged. Or give smaller inputs.");
}

Failure TimeReached(double seconds) {
  return Failure::CannotRun("The model did not answer within " + std::to_string(static_cast<int64_t>(seconds)) + " s",
                            "That is the limit for the first answer of a model of this size.",
                            "Export the model again: its file is most likely damaged. Or give smaller inputs.");
}

}  // namespace runner
