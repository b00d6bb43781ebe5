#include "runner/core/tflite/tflite_file.h"

#include <optional>

#include "core/tflite/flatbuffer_reader.h"
#include "core/tflite/tflite_schema.h"

namespace runner {

bool LooksLikeModel(std::string_view first_bytes) { return first_bytes.size() >= 8 && first_bytes.substr(4, 4) == "TFL3"; }

std::vector<size_t> VariableMarks(std::string_view model) {
  std::vector<size_t> marks;
  FlatBufferReader reader(model);
  const std::optional<size_t> root = reader.Root();
  if (!root) return marks;
  for (const size_t subgraph : reader.Tables(*root, kModelSubgraphs)) {
    for (const size_t tensor : reader.Tables(subgraph, kSubgraphTensors)) {
      const std::optional<size_t> mark = reader.Field(tensor, kTensorIsVariable);
      if (mark && model[*mark] != 0) marks.push_back(*mark);
    }
  }
  return marks;
}

}  // namespace runner
