// Reads what a model's signature says about its inputs and outputs.
// Thread rule: as litert_api.h.
#ifndef RUNNER_SRC_ENGINE_LITERT_SIGNATURE_H_
#define RUNNER_SRC_ENGINE_LITERT_SIGNATURE_H_

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/litert_handles.h"
#include "runner/core/base/tensor.h"
#include "runner/core/program/engine_failures.h"

namespace runner::litert {

enum class Side { kInput, kOutput };

// The memory that the runtime reads or writes for one input or output, and the sizes it has now.
struct Port {
  RankedType type = {};
  Handle<BufferT> buffer;
  size_t capacity = 0;  // bytes of the buffer; an output may fill less
};

inline Shape ShapeOf(const Layout& layout) {
  const size_t rank = std::min<size_t>(layout.rank(), kMaxRank);
  return Shape(layout.dimensions, layout.dimensions + rank);
}

inline bool HasUnknown(const Shape& shape) {
  return std::any_of(shape.begin(), shape.end(), [](int64_t size) { return size < 0; });
}

inline size_t BytesOf(const RankedType& type) {
  const int64_t count = ElementCount(ShapeOf(type.layout));
  return count < 0 ? 0 : static_cast<size_t>(count) * ElementSize(static_cast<ElementType>(type.element_type));
}

inline Result<std::pair<TensorSpec, Port>> ReadPort(const Api& api, SignatureT* signature, Side side, size_t index) {
  const bool input = side == Side::kInput;
  const char* name = nullptr;
  TensorT* tensor = nullptr;
  int kind = -1;
  std::pair<TensorSpec, Port> port;
  Status status = (input ? api.GetSignatureInputName : api.GetSignatureOutputName)(signature, index, &name);
  if (status == kOk) {
    const auto by_index = input ? api.GetSignatureInputTensorByIndex : api.GetSignatureOutputTensorByIndex;
    status = by_index(signature, index, &tensor);
  }
  if (status == kOk) status = api.GetTensorTypeId(tensor, &kind);
  if (status == kOk && kind != kRanked) status = kUnsupported;
  if (status == kOk) status = api.GetRankedTensorType(tensor, &port.second.type);
  if (status != kOk) return ModelRefused(StatusText(status), "");
  port.first.tensor = name == nullptr ? "" : name;
  port.first.type = static_cast<ElementType>(port.second.type.element_type);
  port.first.shape = ShapeOf(port.second.type.layout);
  if (ElementSize(port.first.type) == 0) {
    return TypeUnsupported(input ? "input" : "output", port.first.tensor, port.second.type.element_type);
  }
  int quantization = 0;
  PerTensorQuantization values = {};
  if (api.GetQuantizationTypeId(tensor, &quantization) == kOk && quantization == kPerTensor &&
      api.GetPerTensorQuantization(tensor, &values) == kOk) {
    port.first.quantization = {values.scale, values.zero_point};
  }
  return port;
}

// The first signature of a model, in its own order. A file without one answers with its first graph's.
struct Signature {
  std::vector<TensorSpec> inputs;
  std::vector<TensorSpec> outputs;
  std::vector<Port> input_ports;
  std::vector<Port> output_ports;
};

inline Result<Signature> ReadSignature(const Api& api, ModelT* model) {
  SignatureT* signature = nullptr;
  size_t signatures = 0;
  size_t inputs = 0;
  size_t outputs = 0;
  Status status = api.GetNumModelSignatures(model, &signatures);
  if (status == kOk && signatures == 0) status = kNotFound;
  if (status == kOk) status = api.GetModelSignature(model, 0, &signature);
  if (status == kOk) status = api.GetNumSignatureInputs(signature, &inputs);
  if (status == kOk) status = api.GetNumSignatureOutputs(signature, &outputs);
  if (status != kOk) return ModelRefused(StatusText(status), "");
  if (inputs == 0 || outputs == 0) return NothingToDo(inputs == 0 ? "inputs" : "outputs");
  Signature read;
  for (size_t i = 0; i < inputs; ++i) {
    RUNNER_ASSIGN(auto port, ReadPort(api, signature, Side::kInput, i));
    read.inputs.push_back(std::move(port.first));
    read.input_ports.push_back(std::move(port.second));
  }
  for (size_t i = 0; i < outputs; ++i) {
    RUNNER_ASSIGN(auto port, ReadPort(api, signature, Side::kOutput, i));
    read.outputs.push_back(std::move(port.first));
    read.output_ports.push_back(std::move(port.second));
  }
  return read;
}

}  // namespace runner::litert

#endif  // RUNNER_SRC_ENGINE_LITERT_SIGNATURE_H_
