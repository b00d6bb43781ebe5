#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "engine/litert_buffers.h"
#include "engine/litert_compile.h"
#include "engine/litert_handles.h"
#include "engine/litert_model.h"
#include "engine/litert_signature.h"
#include "engine/model_limits.h"
#include "runner/core/tflite/model_cost.h"
#include "runner/engine/open_engine.h"
#include "runner/core/program/engine_failures.h"
#include "runner/system/clock.h"
#include "runner/system/resource_limits.h"
#include "runner/system/stderr_capture.h"

namespace runner {
namespace {

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
  Result<Done> Open(const ProgramFiles& files, int threads);

  const std::vector<TensorSpec>& inputs() const override { return signature_.inputs; }
  const std::vector<TensorSpec>& outputs() const override { return signature_.outputs; }
  Result<RunOutcome> Run(const std::vector<const Tensor*>& inputs) override;
  Result<Done> Forget() override;

 private:
  Result<Done> Prepare();
  Result<Done> LoadModel();
  Result<Done> Compile();
  Result<Done> Resize(const std::vector<const Tensor*>& inputs);
  Result<Done> MakeBuffers();
  Result<Done> MakeBuffer(Side side, size_t index);
  Result<double> RunOnce();
  Result<bool> RoomForOutputs();
  Result<RunOutcome> RunWithin(const std::vector<const Tensor*>& inputs);
  bool RanOut(Status status) const;
  Failure Refused(Status status, StderrCapture& capture) const;
  Failure Failed(Status status);
  Result<Done> DoneOr(Status status);

  // Members are destroyed from the last to the first: nothing outlives what it was made from.
  std::unique_ptr<SharedLibrary> library_;
  litert::Api api_;
  Handle<litert::EnvironmentT> environment_;
  litert::LoadedModel model_;
  Handle<litert::CompiledModelT> compiled_;
  litert::Signature signature_;
  bool open_sizes_ = false;    // an input has an unknown size
  bool open_outputs_ = false;  // an output's size may depend on the values
  bool ready_ = false;         // buffers exist and fit the sizes of now
  bool has_run_ = false;
  int threads_ = 1;
  ModelLimits limits_;
};

Result<Done> LiteRtEngine::Open(const ProgramFiles& files, int threads) {
  threads_ = threads;
  RUNNER_ASSIGN(library_, OpenRuntime(files));
  RUNNER_ASSIGN(api_, litert::LookUp(*library_, files.runtime.path()));
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
  RUNNER_TRY(model_.Open(files.model));
  RUNNER_TRY(limits_.Read(model_.bytes(), threads_));
  const MemoryLimit memory(limits_.bytes());
  const TimeLimit time(limits_.seconds(), threads_);
  return Prepare();
}

Result<Done> LiteRtEngine::Prepare() {
  RUNNER_TRY(LoadModel());
  RUNNER_ASSIGN(signature_, litert::ReadSignature(api_, model_.get()));
  for (const TensorSpec& input : signature_.inputs) open_sizes_ = open_sizes_ || HasUnknown(input.shape);
  for (const TensorSpec& output : signature_.outputs) open_outputs_ = open_outputs_ || HasUnknown(output.shape);
  RUNNER_TRY(Compile());
  if (open_sizes_) return Done{};
  StderrCapture capture;
  return MakeBuffers();
}

Result<Done> LiteRtEngine::LoadModel() {
  StderrCapture capture;
  errno = 0;
  RUNNER_ASSIGN(const Status status, model_.Load(api_, environment_.get()));
  if (status != kOk) return Refused(status, capture);
  return Done{};
}

Result<Done> LiteRtEngine::Compile() {
  StderrCapture capture;
  const Status status = litert::CompileModel(api_, environment_.get(), model_.get(), threads_, compiled_);
  if (status != kOk) return Refused(status, capture);
  return Done{};
}

Failure LiteRtEngine::Refused(Status status, StderrCapture& capture) const {
  return RanOut(status) ? MemoryReached(limits_.bytes()) : ModelRefused(StatusText(status), capture.Finish());
}

bool LiteRtEngine::RanOut(Status status) const {
  return MemoryLimit::holds() && (status == litert::kNoMemory || errno == ENOMEM);
}

Failure LiteRtEngine::Failed(Status status) {
  if (RanOut(status)) return MemoryReached(limits_.bytes());
  std::string text;
  char* messages = nullptr;
  if (api_.CompiledModelGetErrorMessages(compiled_.get(), &messages) == kOk && messages != nullptr) {
    text = messages;
    std::free(messages);
  }
  return RunFailed(StatusText(status), text);
}

Result<Done> LiteRtEngine::DoneOr(Status status) {
  if (status != kOk) return Failed(status);
  return Done{};
}

Result<Done> LiteRtEngine::MakeBuffer(Side side, size_t index) {
  Port& port = (side == Side::kInput ? signature_.input_ports : signature_.output_ports)[index];
  RUNNER_ASSIGN(const Status status, litert::MakeBuffer(api_, environment_.get(), compiled_.get(), side, index, port));
  return DoneOr(status);
}

Result<Done> LiteRtEngine::MakeBuffers() {
  RUNNER_TRY(DoneOr(litert::ReadOutputSizes(api_, compiled_.get(), /*update=*/true, signature_.output_ports)));
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
    RUNNER_TRY(DoneOr(status));
    std::copy(sizes.begin(), sizes.end(), layout.dimensions);
  }
  return Done{};
}

// Takes over the sizes that the outputs turned out to have. True when one has outgrown its buffer and has a new one now.
Result<bool> LiteRtEngine::RoomForOutputs() {
  RUNNER_TRY(DoneOr(litert::ReadOutputSizes(api_, compiled_.get(), /*update=*/false, signature_.output_ports)));
  bool grown = false;
  for (Port& port : signature_.output_ports) RUNNER_TRY(DoneOr(litert::GrowBuffer(api_, environment_.get(), port, grown)));
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
  if (open_sizes_) limits_.GrowWith(signature_.inputs, inputs);
  errno = 0;
  const MemoryLimit memory(limits_.bytes());
  if (has_run_) return RunWithin(inputs);
  const TimeLimit time(limits_.seconds(), threads_);
  const StderrCapture capture;
  return RunWithin(inputs);
}

Result<RunOutcome> LiteRtEngine::RunWithin(const std::vector<const Tensor*>& inputs) {
  const size_t count = inputs.size();
  RUNNER_TRY(Resize(inputs));
  if (!ready_) RUNNER_TRY(MakeBuffers());
  for (size_t i = 0; i < count; ++i) RUNNER_TRY(DoneOr(litert::WriteBuffer(api_, signature_.input_ports[i], *inputs[i])));
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
    Tensor output;
    RUNNER_TRY(DoneOr(litert::ReadBuffer(api_, signature_.output_ports[i], signature_.outputs[i].type, output)));
    outcome.outputs.push_back(std::move(output));
  }
  return outcome;
}

Result<Done> LiteRtEngine::Forget() {
  if (!model_.keeps_state() || !has_run_) return Done{};
  ready_ = false;
  for (Port& port : signature_.input_ports) port.buffer.reset();
  for (Port& port : signature_.output_ports) port.buffer.reset();
  compiled_.reset();
  has_run_ = false;
  const MemoryLimit memory(limits_.bytes());
  return Compile();
}

}  // namespace

Result<std::unique_ptr<Engine>> OpenEngine(const ProgramFiles& files, int threads) {
  auto engine = std::make_unique<LiteRtEngine>();
  RUNNER_TRY(engine->Open(files, threads));
  return std::unique_ptr<Engine>(std::move(engine));
}

}  // namespace runner
