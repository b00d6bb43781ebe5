// Session: everything a command needs once its files are open.
// Thread rule: as Predictor.
#ifndef RUNNER_ENGINE_SESSION_H_
#define RUNNER_ENGINE_SESSION_H_

#include "runner/core/base/result.h"
#include "runner/core/contract/model_card.h"
#include "runner/core/program/predictor.h"
#include "runner/core/program/program_info.h"
#include "runner/engine/program_files.h"

namespace runner {

struct Session {
  ProgramFiles program_files;
  Predictor predictor;
  double load_ms = 0.0;  // from the contract to a model that is ready to run
};

// Whether a command can work on a contract alone.
enum class Need { kModel, kContractOnly };

// What the program says of itself; session and card must outlive it.
ProgramFacts FactsOf(const Session& session, const ModelCard& card);

// `named`: files that were named, as FindProgramFiles.
Result<Session> OpenSession(const NamedFiles& named, int threads, Need need);

}  // namespace runner

#endif  // RUNNER_ENGINE_SESSION_H_
