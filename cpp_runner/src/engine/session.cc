#include "runner/engine/session.h"

#include <memory>
#include <utility>

#include "runner/core/contract/contract.h"
#include "runner/engine/open_engine.h"
#include "runner/engine/runtime_library.h"
#include "runner/system/clock.h"

namespace runner {
namespace {

Failure Missing(const std::string& what, const std::string& path, const char* option) {
  return Failure::CannotRun("The " + what + " is missing: " + path, "There is no such file.",
                            std::string("Keep all files of the program together in one folder, or name another one with ") + option +
                                ".");
}

// Every failure to start is of the kind "cannot run here", whoever found it.
Failure CannotStart(const Failure& failure) { return failure.WithExitCode(3); }

}  // namespace

ProgramFacts FactsOf(const Session& session, const ModelCard& card) {
  return {session.predictor, card, session.program_files.model.bytes(), RuntimeVersion()};
}

Result<Session> OpenSession(const NamedFiles& named, int threads, Need need) {
  const double start = NowMs();
  RUNNER_ASSIGN(ProgramFiles program_files, FindProgramFiles(named));
  if (!program_files.contract.exists()) return Missing("contract", program_files.contract.path(), "--contract");
  Result<Contract> contract = ReadContract(program_files.contract);
  if (!contract.ok()) return CannotStart(contract.failure());
  std::unique_ptr<Engine> engine;
  if (need == Need::kModel || !program_files.without_model) {
    if (!program_files.model.exists()) return Missing("model", program_files.model.path(), "--model");
    Result<std::unique_ptr<Engine>> opened = OpenEngine(program_files, threads);
    if (!opened.ok()) return CannotStart(opened.failure());
    engine = std::move(opened).value();
  }
  RUNNER_ASSIGN(Predictor predictor, Predictor::Join(std::move(contract).value(), std::move(engine)));
  return Session{std::move(program_files), std::move(predictor), NowMs() - start};
}

}  // namespace runner
