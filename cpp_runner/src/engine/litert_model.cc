#include "engine/litert_model.h"

#include "runner/core/tflite/tflite_file.h"
#include "runner/core/program/engine_failures.h"
#include "runner/system/executable_payload.h"

namespace runner::litert {

Result<Done> LoadedModel::Open(const ProgramFile& file) {
  path_ = file.path();
  const ZipMember* const inside = file.inside();
  if (inside != nullptr && inside->method == ZipMethod::kStored) {
    const Result<Done> checked = CheckZip(*inside, inside->packed);
    if (!checked.ok()) return ProgramDamaged(checked.failure().why());
    bytes_ = inside->packed;
    return Done{};
  }
  if (inside == nullptr) {
    mapped_ = std::make_unique<MappedFile>(path_);
    bytes_ = mapped_->bytes();
    if (!bytes_.empty()) return Done{};
  }
  RUNNER_ASSIGN(copy_, file.Read());
  bytes_ = copy_;
  return Done{};
}

Status LoadedModel::Create(const Api& api, EnvironmentT* environment) {
  ModelT* model = nullptr;
  const Status status = api.CreateModelFromBuffer(environment, bytes_.data(), bytes_.size(), &model);
  if (status == kOk) model_ = {model, {api.DestroyModel}};
  return status;
}

Result<Status> LoadedModel::Load(const Api& api, EnvironmentT* environment) {
  if (!LooksLikeModel(bytes_)) {
    return ModelUnreadable(path_, "It is not a TensorFlow Lite model: the marks of one are missing at its beginning.");
  }
  keeps_state_ = AssignsVariables(bytes_);
  const Status status = Create(api, environment);
  if (status != kUnsupported) return status;
  // The runtime's reader refuses variable tensors and what goes with them, which its interpreter can run. It reads the marks
  // now and the interpreter reads them when the model is compiled, from the same memory: so they are out of sight in between.
  const std::vector<StateMark> marks = StateMarks(bytes_);
  keeps_state_ = keeps_state_ || !marks.empty();
  if (copy_.empty()) copy_ = bytes_;
  bytes_ = copy_;
  for (const StateMark& mark : marks) copy_[mark.first] = 0;
  const Status again = Create(api, environment);
  for (const StateMark& mark : marks) copy_[mark.first] = mark.second;
  return again;
}

}  // namespace runner::litert
