// Program info: what the program is, what its model takes and gives, as JSON for other programs.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_PROGRAM_PROGRAM_INFO_H_
#define RUNNER_CORE_PROGRAM_PROGRAM_INFO_H_

#include <cstdint>
#include <string>

#include "runner/core/contract/model_card.h"
#include "runner/core/program/predictor.h"

namespace runner {

// The version of the runner itself.
const char* RunnerVersion();

struct ProgramFacts {
  const Predictor& predictor;
  const ModelCard& card;
  int64_t model_bytes;  // of its file
  const char* runtime;  // name and version
};

// One object in one line (docs/runner.md); "model" is null without a model.
std::string InfoJson(const ProgramFacts& facts);

// The same, and what the page needs beside it: endings of files that are read, the largest body, and whether the program ends
// without an open page.
std::string AboutJson(const ProgramFacts& facts, bool watched);

}  // namespace runner

#endif  // RUNNER_CORE_PROGRAM_PROGRAM_INFO_H_
