#include "runner/core/tflite/model_specs.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "core/tflite/flatbuffer_reader.h"
#include "core/tflite/tflite_schema.h"

namespace runner {
namespace {

constexpr size_t kMostModelAxes = 8;

Failure Damaged(const char* why) {
  return Failure::CannotRun("The model cannot be read", why, "Export the model again: its file is damaged.");
}

// The file's numbers of types are the runtime's own but for these.
ElementType TypeOf(uint32_t number) {
  switch (number) {
    case 0: return ElementType::kFloat32;
    case 1: return ElementType::kFloat16;
    case 10: return ElementType::kFloat64;
    default: return static_cast<ElementType>(number);
  }
}

// Quantized with one scale for the whole tensor; with several, or none, it counts as not quantized.
Quantization QuantizationOf(FlatBufferReader& reader, size_t tensor) {
  Quantization quantization;
  const std::optional<size_t> table = reader.Table(tensor, kTensorQuantization);
  if (!table || reader.Count(*table, kQuantizationScale, 4) != 1) return quantization;
  const auto bits = static_cast<uint32_t>(reader.Entry(*table, kQuantizationScale, 0, 4));
  std::memcpy(&quantization.scale, &bits, sizeof(bits));
  if (reader.Count(*table, kQuantizationZeroPoint, 8) == 0) return quantization;
  quantization.zero_point = static_cast<int64_t>(reader.Entry(*table, kQuantizationZeroPoint, 0, 8));
  return quantization;
}

// One graph with what a signature calls its tensors.
class GraphSpecs {
 public:
  GraphSpecs(FlatBufferReader& reader, size_t graph) : reader_(reader), graph_(graph), tensors_(reader.Tables(graph, kSubgraphTensors)) {}

  Result<std::vector<TensorSpec>> Read(int field, std::optional<size_t> signature, int signature_field) {
    std::vector<size_t> called;  // a name and a tensor's number each
    if (signature) called = reader_.Tables(*signature, signature_field);
    const std::vector<int32_t> places = reader_.Integers(graph_, field);
    if (signature && called.size() != places.size()) return Damaged("Its signature has other inputs or outputs than its graph.");
    std::vector<TensorSpec> specs;
    for (const int32_t place : places) {
      if (place < 0 || static_cast<size_t>(place) >= tensors_.size()) return Damaged("An input or output is no tensor of its graph.");
      const size_t tensor = tensors_[static_cast<size_t>(place)];
      TensorSpec spec = SpecOf(tensor);
      if (spec.shape.size() > kMostModelAxes) return Damaged("An input or output has more than 8 axes.");
      const auto names = std::find_if(called.begin(), called.end(), [&](size_t name) {
        return reader_.Number(name, kTensorMapIndex, 4) == static_cast<uint32_t>(place);
      });
      if (signature && names == called.end()) return Damaged("Its signature has no name for an input or output.");
      spec.tensor = signature ? reader_.Text(*names, kTensorMapName) : reader_.Text(tensor, kTensorName);
      specs.push_back(std::move(spec));
    }
    return specs;
  }

 private:
  TensorSpec SpecOf(size_t tensor) {
    TensorSpec spec;
    spec.type = TypeOf(reader_.Number(tensor, kTensorType, 1));
    // Files of older converters do not say that a rank is known; the runtime reads no open sizes in them.
    std::vector<int32_t> sizes;
    if (reader_.Number(tensor, kTensorHasRank, 1) != 0) sizes = reader_.Integers(tensor, kTensorSignature);
    if (sizes.empty()) sizes = reader_.Integers(tensor, kTensorShape);
    for (const int32_t size : sizes) spec.shape.push_back(std::max(size, -1));
    spec.quantization = QuantizationOf(reader_, tensor);
    return spec;
  }

  FlatBufferReader& reader_;
  size_t graph_;
  std::vector<size_t> tensors_;
};

}  // namespace

Result<ModelSpecs> ReadModelSpecs(std::string_view model) {
  FlatBufferReader reader(model);
  const std::optional<size_t> root = reader.Root();
  if (!root) return Damaged("Its tables lie outside the file.");
  const std::vector<size_t> graphs = reader.Tables(*root, kModelSubgraphs);
  const std::vector<size_t> signatures = reader.Tables(*root, kModelSignatures);
  std::optional<size_t> signature;
  if (!signatures.empty()) signature = signatures[0];
  const size_t number = signature ? reader.Number(*signature, kSignatureGraph, 4) : 0;
  if (number >= graphs.size()) return Damaged("It has no graph.");
  GraphSpecs specs(reader, graphs[number]);
  ModelSpecs read;
  RUNNER_ASSIGN(read.inputs, specs.Read(kSubgraphInputs, signature, kSignatureInputs));
  RUNNER_ASSIGN(read.outputs, specs.Read(kSubgraphOutputs, signature, kSignatureOutputs));
  if (reader.exhausted()) return Damaged("Its tables overlap.");
  return read;
}

}  // namespace runner
