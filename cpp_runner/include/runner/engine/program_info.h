// Program info: what the program is, what its model takes and gives, as JSON for other programs.
// Thread rule: functions without state.
#ifndef RUNNER_ENGINE_PROGRAM_INFO_H_
#define RUNNER_ENGINE_PROGRAM_INFO_H_

#include <string>

#include "runner/core/contract/model_card.h"
#include "runner/engine/session.h"

namespace runner {

// The version of the runner itself, and of the runtime that its declarations are written for.
const char* RunnerVersion();
const char* RuntimeVersion();

// One object in one line (docs/runner.md); "model" is null without a model.
std::string InfoJson(const Session& session, const ModelCard& card);

}  // namespace runner

#endif  // RUNNER_ENGINE_PROGRAM_INFO_H_
