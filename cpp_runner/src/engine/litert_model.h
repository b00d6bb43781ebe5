// LoadedModel: a .tflite file as the runtime has it: mapped from its file, or read into memory.
// Thread rule: as litert_api.h.
#ifndef RUNNER_SRC_ENGINE_LITERT_MODEL_H_
#define RUNNER_SRC_ENGINE_LITERT_MODEL_H_

#include <cstddef>
#include <string>
#include <vector>

#include "engine/litert_handles.h"
#include "runner/core/base/result.h"
#include "runner/core/tflite/tflite_file.h"

namespace runner::litert {

class LoadedModel {
 public:
  // The runtime's status; a failure where the file cannot be read or is no model at all.
  Result<Status> Load(const Api& api, EnvironmentT* environment, const std::string& path);

  ModelT* get() const { return model_.get(); }
  // Whether it keeps something from run to run.
  bool keeps_state() const { return keeps_state_; }

 private:
  Status LoadFromFile(const Api& api, EnvironmentT* environment, const std::string& path);
  Status LoadFromMemory(const Api& api, EnvironmentT* environment);

  // Destroyed from the last to the first: the runtime's model reads the bytes.
  std::string bytes_;  // only when the model was not mapped from its file
  std::vector<StateMark> marks_;
  bool keeps_state_ = false;
  Handle<ModelT> model_;
};

}  // namespace runner::litert

#endif  // RUNNER_SRC_ENGINE_LITERT_MODEL_H_
