#include "runner/core/tflite/tflite_file.h"

#include <algorithm>
#include <optional>

#include "core/tflite/flatbuffer_reader.h"
#include "core/tflite/tflite_schema.h"

namespace runner {

bool LooksLikeModel(std::string_view first_bytes) { return first_bytes.size() >= 8 && first_bytes.substr(4, 4) == "TFL3"; }

std::vector<StateMark> StateMarks(std::string_view model) {
  std::vector<StateMark> marks;
  const auto add = [&](const std::optional<size_t>& place) {
    if (place && *place < model.size() && model[*place] != 0) marks.emplace_back(*place, model[*place]);
  };
  FlatBufferReader reader(model);
  const std::optional<size_t> root = reader.Root();
  if (!root) return marks;
  // The first byte of a vector's count, which no operator has more of than a byte can say. The runtime's own check sees the
  // vector without its entries, so they are checked here: one that is not marked is refused by the runtime.
  const auto add_vector = [&](size_t op, int number, size_t width) {
    const std::optional<size_t> vector = reader.Vector(op, number);
    const size_t count = reader.Count(op, number, width);
    if (count > 0 && count < 256 && count * width + 4 <= model.size() - *vector) add(vector);
  };
  for (const size_t subgraph : reader.Tables(*root, kModelSubgraphs)) {
    const std::vector<size_t> tensors = reader.Tables(subgraph, kSubgraphTensors);
    for (const size_t tensor : tensors) add(reader.Field(tensor, kTensorIsVariable));
    const auto is_there = [&](int32_t tensor) { return tensor >= 0 && static_cast<size_t>(tensor) < tensors.size(); };
    for (const size_t op : reader.Tables(subgraph, kSubgraphOperators)) {
      add_vector(op, kOperatorMutating, 1);
      const std::vector<int32_t> intermediates = reader.Integers(op, kOperatorIntermediates);
      if (std::all_of(intermediates.begin(), intermediates.end(), is_there)) add_vector(op, kOperatorIntermediates, 4);
    }
  }
  return marks;
}

bool AssignsVariables(std::string_view model) {
  FlatBufferReader reader(model);
  const std::optional<size_t> root = reader.Root();
  if (!root) return false;
  const std::vector<size_t> codes = reader.Tables(*root, kModelOperatorCodes);
  return std::any_of(codes.begin(), codes.end(),
                     [&](size_t code) { return reader.Number(code, kCodeBuiltin, 4) == kAssignVariable; });
}

}  // namespace runner
