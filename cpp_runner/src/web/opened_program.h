// OpenedProgram: contract, model and card of a page, joined with the model that the page runs.
// Thread rule: as Predictor.
#ifndef RUNNER_SRC_WEB_OPENED_PROGRAM_H_
#define RUNNER_SRC_WEB_OPENED_PROGRAM_H_

#include <memory>
#include <string>
#include <string_view>

#include "runner/core/base/result.h"
#include "runner/core/program/predictor.h"

namespace runner::web {

// What a page holds, unpacked. Only the bytes of the model are not looked at as text.
struct ProgramParts {
  std::string_view contract;
  std::string_view model;
  std::string_view program;  // a JSON object or nothing: name, version, runtime
  std::string_view card;     // a JSON object or nothing
};

struct OpenedProgram {
  Predictor predictor;
  std::string about;  // what the served page's GET /about answers
};

// The parts may go afterwards.
Result<std::unique_ptr<OpenedProgram>> OpenProgram(const ProgramParts& parts);

}  // namespace runner::web

#endif  // RUNNER_SRC_WEB_OPENED_PROGRAM_H_
