// LoadedModel: a .tflite file as the runtime has it: mapped from its file or the executable, or in memory.
// Thread rule: as litert_api.h.
#ifndef RUNNER_SRC_ENGINE_LITERT_MODEL_H_
#define RUNNER_SRC_ENGINE_LITERT_MODEL_H_

#include <memory>
#include <string>
#include <string_view>

#include "engine/litert_handles.h"
#include "runner/core/base/result.h"
#include "runner/engine/program_files.h"
#include "system/mapped_file.h"

namespace runner::litert {

class LoadedModel {
 public:
  // Its bytes, checked where they are a part of the executable.
  Result<Done> Open(const ProgramFile& file);
  std::string_view bytes() const { return bytes_; }

  // The runtime's status; a failure where the bytes are no model at all.
  Result<Status> Load(const Api& api, EnvironmentT* environment);

  ModelT* get() const { return model_.get(); }
  // Whether it keeps something from run to run.
  bool keeps_state() const { return keeps_state_; }

 private:
  Status Create(const Api& api, EnvironmentT* environment);

  // Destroyed from the last to the first: the runtime's model reads the bytes.
  std::string path_;
  std::unique_ptr<MappedFile> mapped_;
  std::string copy_;  // of what cannot be read where it is
  std::string_view bytes_;
  bool keeps_state_ = false;
  Handle<ModelT> model_;
};

}  // namespace runner::litert

#endif  // RUNNER_SRC_ENGINE_LITERT_MODEL_H_
