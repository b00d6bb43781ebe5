#include "engine/litert_model.h"

#include "runner/core/tflite/tflite_file.h"
#include "runner/engine/engine_failures.h"
#include "runner/system/file_io.h"
#include "runner/system/file_system.h"
#include "system/mapped_file.h"

#ifndef _WIN32
#include <unistd.h>
#endif

namespace runner::litert {

Status LoadedModel::LoadFromMemory(const Api& api, EnvironmentT* environment) {
  // The runtime's reader refuses variable tensors and what goes with them, which its interpreter can run. It reads the marks
  // now and the interpreter reads them when the model is compiled, from the same memory: so they are out of sight in between.
  for (const StateMark& mark : marks_) bytes_[mark.first] = 0;
  ModelT* model = nullptr;
  const Status status = api.CreateModelFromBuffer(environment, bytes_.data(), bytes_.size(), &model);
  for (const StateMark& mark : marks_) bytes_[mark.first] = mark.second;
  if (status == kOk) model_ = {model, {api.DestroyModel}};
  return status;
}

#ifdef _WIN32
Status LoadedModel::LoadFromFile(const Api&, EnvironmentT*, const std::string&) { return kUnsupported; }
#else
Status LoadedModel::LoadFromFile(const Api& api, EnvironmentT* environment, const std::string& path) {
  int64_t size = 0;
  const int file = OpenToRead(path, &size);
  ModelT* model = nullptr;
  Status status = kUnsupported;
  char first[8] = {};
  if (file >= 0 && read(file, first, sizeof(first)) == static_cast<ssize_t>(sizeof(first)) && LooksLikeModel({first, sizeof(first)})) {
    status = api.CreateModelFromFd(environment, file, 0, static_cast<size_t>(size), &model);
  }
  if (file >= 0) close(file);
  if (status == kOk) model_ = {model, {api.DestroyModel}};
  return status;
}
#endif

Result<Status> LoadedModel::Load(const Api& api, EnvironmentT* environment, const std::string& path) {
  keeps_state_ = AssignsVariables(MappedFile(path).bytes());
  const Status status = LoadFromFile(api, environment, path);
  if (status != kUnsupported) return status;
  RUNNER_ASSIGN(bytes_, ReadFile(path));
  if (!LooksLikeModel(bytes_)) {
    return ModelUnreadable(path, "It is not a TensorFlow Lite model: the marks of one are missing at its beginning.");
  }
  marks_ = StateMarks(bytes_);
  keeps_state_ = keeps_state_ || !marks_.empty();
  return LoadFromMemory(api, environment);
}

}  // namespace runner::litert
