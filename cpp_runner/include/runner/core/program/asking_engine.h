// AskingEngine: a model that is run by somebody else: by whoever asks over the pipe, or by the page around the core. What
// goes in is prepared here, and what comes out becomes an answer here, as for a model of the program's own (docs/runner.md).
// Thread rule: as Engine.
#ifndef RUNNER_CORE_PROGRAM_ASKING_ENGINE_H_
#define RUNNER_CORE_PROGRAM_ASKING_ENGINE_H_

#include <functional>
#include <memory>
#include <string>

#include "runner/core/base/result.h"
#include "runner/core/contract/contract.h"
#include "runner/core/program/engine.h"
#include "runner/core/tflite/model_specs.h"

namespace runner {

// Sends the payload of a frame RUN, and gives that of the frame OUTPUTS that answers it.
using AskOtherSide = std::function<Result<std::string>(const std::string& payload)>;

// Has the other side forget what its model keeps from run to run.
using AskToForget = Result<Done> (*)();

// Types and shapes are the contract's, and nothing is quantized.
ModelSpecs SpecsOf(const Contract& contract);

// Blocks are exchanged in the order of the specs. Without `forget` every run is one of its own.
std::unique_ptr<Engine> MakeAskingEngine(ModelSpecs specs, AskOtherSide ask, AskToForget forget = nullptr);

}  // namespace runner

#endif  // RUNNER_CORE_PROGRAM_ASKING_ENGINE_H_
