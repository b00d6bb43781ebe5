// AskingEngine: a model that is run by whoever asks over the pipe. What goes in is prepared here, and what comes out
// becomes an answer here, as for a model of the program's own (docs/runner.md, `--model-elsewhere`).
// Thread rule: as Engine.
#ifndef RUNNER_SERVER_ASKING_ENGINE_H_
#define RUNNER_SERVER_ASKING_ENGINE_H_

#include <functional>
#include <memory>
#include <string>

#include "runner/core/base/result.h"
#include "runner/core/contract/contract.h"
#include "runner/engine/engine.h"

namespace runner {

// Sends the payload of a frame RUN, and gives that of the frame OUTPUTS that answers it.
using AskOtherSide = std::function<Result<std::string>(const std::string& payload)>;

// Types and shapes are the contract's, and nothing is quantized.
std::unique_ptr<Engine> MakeAskingEngine(const Contract& contract, AskOtherSide ask);

}  // namespace runner

#endif  // RUNNER_SERVER_ASKING_ENGINE_H_
