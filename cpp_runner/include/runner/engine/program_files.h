// ProgramFiles: the paths of the model, contract, runtime and other files that make a program of the runner. By default they
// lie beside its own executable.
// Thread rule: plain values, owned by one thread at a time.
#ifndef RUNNER_ENGINE_PROGRAM_FILES_H_
#define RUNNER_ENGINE_PROGRAM_FILES_H_

#include <string>

#include "runner/core/base/result.h"
#include "runner/core/contract/contract.h"
#include "runner/core/contract/model_card.h"

namespace runner {

struct ProgramFiles {
  std::string model;
  std::string contract;
  std::string card;
  std::string licenses;
  std::string runtime;
  std::string self_test;  // this and the next beside the executable only
  std::string page;
  // There is a contract by name and no model: preprocessing is all that can be done.
  bool without_model = false;
};

// Fills what `named` leaves empty with the files beside the executable, whether they exist or not.
Result<ProgramFiles> FindProgramFiles(const ProgramFiles& named);

Result<Contract> ReadContract(const std::string& path);
// A missing file is an empty card.
Result<ModelCard> ReadModelCard(const std::string& path);

}  // namespace runner

#endif  // RUNNER_ENGINE_PROGRAM_FILES_H_
