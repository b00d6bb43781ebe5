#include "engine/litert_buffers.h"

#include <cstring>

#include "runner/core/program/engine_failures.h"

namespace runner::litert {

Result<Status> MakeBuffer(const Api& api, EnvironmentT* environment, CompiledModelT* compiled, Side side, size_t index,
                          Port& port) {
  const bool input = side == Side::kInput;
  RequirementsT* needs = nullptr;
  BufferT* buffer = nullptr;
  const auto requirements =
      input ? api.GetCompiledModelInputBufferRequirements : api.GetCompiledModelOutputBufferRequirements;
  Status status = requirements(compiled, 0, index, &needs);
  if (status == kOk) status = api.CreateManagedTensorBufferFromRequirements(environment, &port.type, needs, &buffer);
  if (status != kOk) return status;
  port.buffer = {buffer, {api.DestroyTensorBuffer}};
  status = api.GetTensorBufferPackedSize(buffer, &port.capacity);
  if (status != kOk) return status;
  if (BytesOf(port.type) != port.capacity) return RunFailed("a tensor's memory has another size than its shape", "");
  return kOk;
}

Status GrowBuffer(const Api& api, EnvironmentT* environment, Port& port, bool& grown) {
  const size_t bytes = BytesOf(port.type);
  if (bytes <= port.capacity) return kOk;
  BufferT* buffer = nullptr;
  const Status status = api.CreateManagedTensorBuffer(environment, kHostMemory, &port.type, bytes, &buffer);
  if (status != kOk) return status;
  port.buffer = {buffer, {api.DestroyTensorBuffer}};
  port.capacity = bytes;
  grown = true;
  return kOk;
}

Status WriteBuffer(const Api& api, const Port& port, const Tensor& tensor) {
  void* memory = nullptr;
  const Status status = api.LockTensorBuffer(port.buffer.get(), &memory, kLockWrite);
  if (status != kOk) return status;
  std::memcpy(memory, tensor.data.data(), tensor.data.size());
  return api.UnlockTensorBuffer(port.buffer.get());
}

Status ReadBuffer(const Api& api, const Port& port, ElementType type, Tensor& tensor) {
  tensor = Tensor{type, ShapeOf(port.type.layout), std::vector<std::byte>(BytesOf(port.type))};
  if (tensor.data.empty()) return kOk;
  void* memory = nullptr;
  const Status status = api.LockTensorBuffer(port.buffer.get(), &memory, kLockRead);
  if (status != kOk) return status;
  std::memcpy(tensor.data.data(), memory, tensor.data.size());
  return api.UnlockTensorBuffer(port.buffer.get());
}

Status ReadOutputSizes(const Api& api, CompiledModelT* compiled, bool update, std::vector<Port>& outputs) {
  std::vector<Layout> layouts(outputs.size());
  const Status status = api.GetCompiledModelOutputTensorLayouts(compiled, 0, layouts.size(), layouts.data(), update);
  if (status != kOk) return status;
  for (size_t i = 0; i < layouts.size(); ++i) outputs[i].type.layout = layouts[i];
  return kOk;
}

}  // namespace runner::litert
