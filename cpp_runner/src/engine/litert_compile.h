// Compiles a loaded model with the options that the runner sets.
// Thread rule: as litert_api.h.
#ifndef RUNNER_SRC_ENGINE_LITERT_COMPILE_H_
#define RUNNER_SRC_ENGINE_LITERT_COMPILE_H_

#include "engine/litert_handles.h"

namespace runner::litert {

// `compiled` is set where the status is kOk.
Status CompileModel(const Api& api, EnvironmentT* environment, ModelT* model, int threads, Handle<CompiledModelT>& compiled);

}  // namespace runner::litert

#endif  // RUNNER_SRC_ENGINE_LITERT_COMPILE_H_
