// The engine that is LiteRT. The runtime is known to the src/engine/litert_* files only.
// Thread rule: as Engine.
#ifndef RUNNER_ENGINE_OPEN_ENGINE_H_
#define RUNNER_ENGINE_OPEN_ENGINE_H_

#include <memory>

#include "runner/core/base/result.h"
#include "runner/core/program/engine.h"
#include "runner/engine/program_files.h"

namespace runner {

// Of the files only the model and the runtime are opened.
Result<std::unique_ptr<Engine>> OpenEngine(const ProgramFiles& files, int threads);

}  // namespace runner

#endif  // RUNNER_ENGINE_OPEN_ENGINE_H_
