#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "engine/litert_handles.h"
#include "engine/litert_signature.h"
#include "runner/core/tflite/model_cost.h"
#include "runner/core/tflite/tflite_file.h"
#include "runner/engine/engine.h"
#include "runner/engine/engine_failures.h"
#include "runner/system/clock.h"
#include "runner/system/crash_handlers.h"
#include "runner/system/file_io.h"
#include "runner/system/resource_limits.h"
#include "runner/system/stderr_capture.h"
#include "system/mapped_file.h"

#ifndef _WIN32
#include <unistd.h>
#endif

namespace runner {
namespace {

using litert::BytesOf;
using litert::Handle;
using litert::HasUnknown;
using litert::kOk;
using litert::Port;
using litert::ShapeOf;
using litert::Side;
using litert::Status;
using litert::StatusText;

class LiteRtEngine final : public Engine {
 public:
  Result<Done> Open(const EngineOptions& options);

  const std::vector<TensorSpec>& inputs() const override { return signature_.inputs; }
  const std::vector<TensorSpec>& outputs() const override { return signature_.outputs; }
  Result<RunOutcome> Run(const std::vector<const Tensor*>& inputs) override;
  Result<Done> Forget() override;

 private:
  Result<Done> Budget(const std::string& path);
  void Allow(double growth);
  Result<Done> Prepare(const std::string& path);
  Result<Done> LoadModel(const std::string& path);
  Status LoadFromFile(const std::string& path);
  Status LoadFromMemory();
  Result<Done> Compile();
  Status AddOption(litert::OptionsT* options, const char* name, const std::string& toml);
  Result<Done> Resize(const std::vector<const Tensor*>& inputs);
  Result<Done> MakeBuffers();
  Result<Done> MakeBuffer(Side side, size_t index);
  Result<Done> Write(Port& port, const Tensor& tensor);
  Result<Tensor> Read(Port& port, ElementType type);
  Result<double> RunOnce();
  Result<bool> RoomForOutputs();
  Result<RunOutcome> RunWithin(const std::vector<const Tensor*>& inputs);
  double Growth(const std::vector<const Tensor*>& inputs) const;
  bool RanOut(Status status) const;
  Failure Failed(Status status);

  // Members are destroyed from the last to the first: nothing outlives what it was made from.
  std::unique_ptr<SharedLibrary> library_;
  litert::Api api_;
  std::string model_bytes_;            // only when the model was not mapped from its file
  std::vector<size_t> variable_marks_;
  Handle<litert::EnvironmentT> environment_;
  Handle<litert::ModelT> model_;
  Handle<litert::CompiledModelT> compiled_;
  litert::Signature signature_;
  bool open_sizes_ = false;    // an input has an unknown size
  bool open_outputs_ = false;  // an output's size may depend on the values
  bool ready_ = false;         // buffers exist and fit the sizes of now
  bool has_run_ = false;
  int threads_ = 1;
  ModelCost cost_;
  uint64_t allowed_bytes_ = 0;
  double allowed_seconds_ = 0.0;
};

Result<Done> LiteRtEngine::Open(const EngineOptions& options) {
  threads_ = options.threads;
  RUNNER_ASSIGN(library_, OpenRuntime(options.runtime));
  RUNNER_ASSIGN(api_, litert::LookUp(*library_, options.runtime));
  // Without the first option the runtime searches for graphics libraries and would load whatever lies beside it.
  const litert::EnvironmentOption settings[] = {
      {litert::kOptionAccelerators, 0, litert::kAnyInt, 0, litert::kAcceleratorCpu},
      {litert::kOptionLogSeverity, 0, litert::kAnyInt, 0, litert::kSilent},
  };
  litert::EnvironmentT* environment = nullptr;
  const Status status = api_.CreateEnvironment(2, settings, &environment);
  if (status != kOk) {
    return Failure::CannotRun("The runtime does not start", "The runtime says: " + StatusText(status) + ".",
                              "Unpack the program again.");
  }
  environment_ = {environment, {api_.DestroyEnvironment}};
  RUNNER_TRY(Budget(options.model));
  const MemoryLimit memory(allowed_bytes_);
  const TimeLimit time(allowed_seconds_, threads_);
  return Prepare(options.model);
}

// Gives the runtime what the model needs by the file's own words.
Result<Done> LiteRtEngine::Budget(const std::string& path) {
  const MappedFile file(path);
  if (LooksLikeModel(file.bytes())) {
    cost_ = CostOf(file.bytes());
    RUNNER_TRY(CheckCost(cost_, PhysicalMemory()));
  }
  Allow(1.0);
  return Done{};
}

void LiteRtEngine::Allow(double growth) {
  allowed_bytes_ = MemoryAllowance(cost_, growth, threads_, PhysicalMemory());
  allowed_seconds_ = SecondsAllowance(cost_, growth);
  SetEnding(Ending::kMemoryLimit, MemoryReached(allowed_bytes_));
  SetEnding(Ending::kTimeLimit, TimeReached(allowed_seconds_));
}

Result<Done> LiteRtEngine::Prepare(const std::string& path) {
  errno = 0;
  RUNNER_TRY(LoadModel(path));
  RUNNER_ASSIGN(signature_, litert::ReadSignature(api_, model_.get()));
  for (const TensorSpec& input : signature_.inputs) open_sizes_ = open_sizes_ || HasUnknown(input.shape);
  for (const TensorSpec& output : signature_.outputs) open_outputs_ = open_outputs_ || HasUnknown(output.shape);
  RUNNER_TRY(Compile());
  if (open_sizes_) return Done{};
  StderrCapture capture;
  return MakeBuffers();
}

Status LiteRtEngine::LoadFromMemory() {
  // The runtime's reader refuses variable tensors, which its interpreter can run. It reads the marks now and the
  // interpreter reads them when the model is compiled, from the same memory: so they are out of sight in between.
  for (const size_t mark : variable_marks_) model_bytes_[mark] = 0;
  litert::ModelT* model = nullptr;
  const Status status = api_.CreateModelFromBuffer(environment_.get(), model_bytes_.data(), model_bytes_.size(), &model);
  for (const size_t mark : variable_marks_) model_bytes_[mark] = 1;
  if (status == kOk) model_ = {model, {api_.DestroyModel}};
  return status;
}

#ifdef _WIN32
Status LiteRtEngine::LoadFromFile(const std::string&) { return litert::kUnsupported; }
#else
Status LiteRtEngine::LoadFromFile(const std::string& path) {
  int64_t size = 0;
  const int file = OpenToRead(path, &size);
  litert::ModelT* model = nullptr;
  Status status = litert::kUnsupported;
  char first[8] = {};
  if (file >= 0 && read(file, first, sizeof(first)) == static_cast<ssize_t>(sizeof(first)) && LooksLikeModel({first, sizeof(first)})) {
    status = api_.CreateModelFromFd(environment_.get(), file, 0, static_cast<size_t>(size), &model);
  }
  if (file >= 0) close(file);
  if (status == kOk) model_ = {model, {api_.DestroyModel}};
  return status;
}
#endif

Result<Done> LiteRtEngine::LoadModel(const std::string& path) {
  StderrCapture capture;
  Status status = LoadFromFile(path);
  if (status == litert::kUnsupported) {
    RUNNER_ASSIGN(model_bytes_, ReadFile(path));
    if (!LooksLikeModel(model_bytes_)) {
      return ModelUnreadable(path, "It is not a TensorFlow Lite model: the marks of one are missing at its beginning.");
    }
    variable_marks_ = VariableMarks(model_bytes_);
    status = LoadFromMemory();
  }
  if (status != kOk) return RanOut(status) ? MemoryReached(allowed_bytes_) : ModelRefused(StatusText(status), capture.Finish());
  return Done{};
}

Status LiteRtEngine::AddOption(litert::OptionsT* options, const char* name, const std::string& toml) {
  char* payload = static_cast<char*>(std::malloc(toml.size() + 1));
  if (payload == nullptr) return 2;
  std::memcpy(payload, toml.c_str(), toml.size() + 1);
  litert::OpaqueOptionsT* opaque = nullptr;
  Status status = api_.CreateOpaqueOptions(name, payload, std::free, &opaque);
  if (status != kOk) {
    std::free(payload);
    return status;
  }
  status = api_.AddOpaqueOptions(options, opaque);  // takes ownership when it succeeds
  if (status != kOk) api_.DestroyOpaqueOptions(opaque);
  return status;
}

Result<Done> LiteRtEngine::Compile() {
  StderrCapture capture;
  litert::OptionsT* raw_options = nullptr;
  Status status = api_.CreateOptions(&raw_options);
  Handle<litert::OptionsT> options(raw_options, {api_.DestroyOptions});
  if (status == kOk) status = api_.SetOptionsHardwareAccelerators(options.get(), litert::kAcceleratorCpu);
  if (status == kOk) status = AddOption(options.get(), "xnnpack", "num_threads = " + std::to_string(threads_) + "\n");
  // Mode 2 keeps the runtime's messages for CompiledModelGetErrorMessages.
  if (status == kOk) status = AddOption(options.get(), "runtime_options_string", "error_reporter_mode = 2\n");
  litert::CompiledModelT* compiled = nullptr;
  if (status == kOk) {
    status = api_.CreateCompiledModel(environment_.get(), model_.get(), options.get(), &compiled);
  }
  if (status != kOk) return RanOut(status) ? MemoryReached(allowed_bytes_) : ModelRefused(StatusText(status), capture.Finish());
  compiled_ = {compiled, {api_.DestroyCompiledModel}};
  return Done{};
}

bool LiteRtEngine::RanOut(Status status) const {
  return MemoryLimit::holds() && (status == litert::kNoMemory || errno == ENOMEM);
}

Failure LiteRtEngine::Failed(Status status) {
  if (RanOut(status)) return MemoryReached(allowed_bytes_);
  std::string text;
  char* messages = nullptr;
  if (api_.CompiledModelGetErrorMessages(compiled_.get(), &messages) == kOk && messages != nullptr) {
    text = messages;
    std::free(messages);
  }
  return RunFailed(StatusText(status), text);
}

Result<Done> LiteRtEngine::MakeBuffer(Side side, size_t index) {
  const bool input = side == Side::kInput;
  Port& port = (input ? signature_.input_ports : signature_.output_ports)[index];
  litert::RequirementsT* needs = nullptr;
  litert::BufferT* buffer = nullptr;
  const auto requirements =
      input ? api_.GetCompiledModelInputBufferRequirements : api_.GetCompiledModelOutputBufferRequirements;
  Status status = requirements(compiled_.get(), 0, index, &needs);
  if (status == kOk) {
    status = api_.CreateManagedTensorBufferFromRequirements(environment_.get(), &port.type, needs, &buffer);
  }
  if (status != kOk) return Failed(status);
  port.buffer = {buffer, {api_.DestroyTensorBuffer}};
  status = api_.GetTensorBufferPackedSize(buffer, &port.capacity);
  if (status != kOk) return Failed(status);
  if (BytesOf(port.type) != port.capacity) return RunFailed("a tensor's memory has another size than its shape", "");
  return Done{};
}

Result<Done> LiteRtEngine::MakeBuffers() {
  std::vector<litert::Layout> layouts(signature_.output_ports.size());
  const Status status = api_.GetCompiledModelOutputTensorLayouts(compiled_.get(), 0, layouts.size(), layouts.data(), true);
  if (status != kOk) return Failed(status);
  for (size_t i = 0; i < layouts.size(); ++i) signature_.output_ports[i].type.layout = layouts[i];
  for (size_t i = 0; i < signature_.input_ports.size(); ++i) RUNNER_TRY(MakeBuffer(Side::kInput, i));
  for (size_t i = 0; i < signature_.output_ports.size(); ++i) RUNNER_TRY(MakeBuffer(Side::kOutput, i));
  ready_ = true;
  return Done{};
}

Result<Done> LiteRtEngine::Resize(const std::vector<const Tensor*>& inputs) {
  for (size_t i = 0; i < inputs.size(); ++i) {
    litert::Layout& layout = signature_.input_ports[i].type.layout;
    if (!HasUnknown(signature_.inputs[i].shape) || (ready_ && ShapeOf(layout) == inputs[i]->shape)) continue;
    ready_ = false;
    const std::vector<int> sizes(inputs[i]->shape.begin(), inputs[i]->shape.end());
    const Status status = api_.CompiledModelResizeInputTensor(compiled_.get(), 0, i, sizes.data(), sizes.size());
    if (status != kOk) return Failed(status);
    std::copy(sizes.begin(), sizes.end(), layout.dimensions);
  }
  return Done{};
}

Result<Done> LiteRtEngine::Write(Port& port, const Tensor& tensor) {
  void* memory = nullptr;
  Status status = api_.LockTensorBuffer(port.buffer.get(), &memory, litert::kLockWrite);
  if (status != kOk) return Failed(status);
  std::memcpy(memory, tensor.data.data(), tensor.data.size());
  status = api_.UnlockTensorBuffer(port.buffer.get());
  if (status != kOk) return Failed(status);
  return Done{};
}

Result<Tensor> LiteRtEngine::Read(Port& port, ElementType type) {
  Tensor tensor{type, ShapeOf(port.type.layout), std::vector<std::byte>(BytesOf(port.type))};
  if (tensor.data.empty()) return tensor;
  void* memory = nullptr;
  Status status = api_.LockTensorBuffer(port.buffer.get(), &memory, litert::kLockRead);
  if (status != kOk) return Failed(status);
  std::memcpy(tensor.data.data(), memory, tensor.data.size());
  status = api_.UnlockTensorBuffer(port.buffer.get());
  if (status != kOk) return Failed(status);
  return tensor;
}

// Takes over the sizes that the outputs turned out to have. True when one has outgrown its buffer and has a new one now.
Result<bool> LiteRtEngine::RoomForOutputs() {
  std::vector<litert::Layout> layouts(signature_.output_ports.size());
  const Status status = api_.GetCompiledModelOutputTensorLayouts(compiled_.get(), 0, layouts.size(), layouts.data(), false);
  if (status != kOk) return Failed(status);
  bool grown = false;
  for (size_t i = 0; i < layouts.size(); ++i) {
    Port& port = signature_.output_ports[i];
    port.type.layout = layouts[i];
    const size_t bytes = BytesOf(port.type);
    if (bytes <= port.capacity) continue;
    litert::BufferT* buffer = nullptr;
    const Status made = api_.CreateManagedTensorBuffer(environment_.get(), litert::kHostMemory, &port.type, bytes, &buffer);
    if (made != kOk) return Failed(made);
    port.buffer = {buffer, {api_.DestroyTensorBuffer}};
    port.capacity = bytes;
    grown = true;
  }
  return grown;
}

Result<double> LiteRtEngine::RunOnce() {
  std::vector<litert::BufferT*> in, out;
  for (const Port& port : signature_.input_ports) in.push_back(port.buffer.get());
  for (const Port& port : signature_.output_ports) out.push_back(port.buffer.get());
  const double start = NowMs();
  const Status status = api_.RunCompiledModel(compiled_.get(), 0, in.size(), in.data(), out.size(), out.data());
  const double end = NowMs();
  if (status != kOk) return Failed(status);
  return end - start;
}

Result<RunOutcome> LiteRtEngine::Run(const std::vector<const Tensor*>& inputs) {
  const size_t count = signature_.inputs.size();
  if (inputs.size() != count) {
    return Failure::Usage("The number of inputs is not the model's", "The model takes " + std::to_string(count) + ".",
                          "Give every input of the model once.");
  }
  for (size_t i = 0; i < count; ++i) RUNNER_TRY(CheckInput(signature_.inputs[i], *inputs[i]));
  if (open_sizes_) Allow(Growth(inputs));
  errno = 0;
  const MemoryLimit memory(allowed_bytes_);
  if (has_run_) return RunWithin(inputs);
  const TimeLimit time(allowed_seconds_, threads_);
  const StderrCapture capture;
  return RunWithin(inputs);
}

// Times by which more elements are given than the file has in place of open sizes.
double LiteRtEngine::Growth(const std::vector<const Tensor*>& inputs) const {
  double growth = 1.0;
  for (size_t i = 0; i < inputs.size(); ++i) {
    double times = 1.0;
    for (size_t axis = 0; axis < inputs[i]->shape.size(); ++axis) {
      if (signature_.inputs[i].shape[axis] < 0) times *= static_cast<double>(inputs[i]->shape[axis]);
    }
    growth = std::max(growth, times);
  }
  return growth;
}

Result<RunOutcome> LiteRtEngine::RunWithin(const std::vector<const Tensor*>& inputs) {
  const size_t count = inputs.size();
  RUNNER_TRY(Resize(inputs));
  if (!ready_) RUNNER_TRY(MakeBuffers());
  for (size_t i = 0; i < count; ++i) RUNNER_TRY(Write(signature_.input_ports[i], *inputs[i]));
  has_run_ = true;
  Result<double> ms = RunOnce();
  if (open_outputs_) {
    // An output whose size depends on the values tells it only now; a run that found no room for it failed.
    RUNNER_ASSIGN(const bool grown, RoomForOutputs());
    if (grown) ms = RunOnce();
  }
  if (!ms.ok()) {
    ready_ = ready_ && !open_sizes_ && !open_outputs_;
    return ms.failure();
  }
  RunOutcome outcome;
  outcome.ms = ms.value();
  for (size_t i = 0; i < signature_.outputs.size(); ++i) {
    RUNNER_ASSIGN(Tensor output, Read(signature_.output_ports[i], signature_.outputs[i].type));
    outcome.outputs.push_back(std::move(output));
  }
  return outcome;
}

Result<Done> LiteRtEngine::Forget() {
  if (variable_marks_.empty() || !has_run_) return Done{};
  ready_ = false;
  for (Port& port : signature_.input_ports) port.buffer.reset();
  for (Port& port : signature_.output_ports) port.buffer.reset();
  compiled_.reset();
  has_run_ = false;
  const MemoryLimit memory(allowed_bytes_);
  return Compile();
}

}  // namespace

Result<std::unique_ptr<Engine>> OpenEngine(const EngineOptions& options) {
  auto engine = std::make_unique<LiteRtEngine>();
  RUNNER_TRY(engine->Open(options));
  return std::unique_ptr<Engine>(std::move(engine));
}

}  // namespace runner
