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
  for (const size_t subgraph : reader.Tables(*root, kModelSubgraphs)) {
    for (const size_t tensor : reader.Tables(subgraph, kSubgraphTensors)) {
      add(reader.Field(tensor, kTensorIsVariable));
    }
    for (const size_t op : reader.Tables(subgraph, kSubgraphOperators)) {
      // The first byte of their counts, which no operator has more of than a byte can say.
      add(reader.Vector(op, kOperatorMutating));
      add(reader.Vector(op, kOperatorIntermediates));
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
