// Session: everything a command needs once its files are open.
// Thread rule: as Predictor.
#ifndef RUNNER_SESSION_H_
#define RUNNER_SESSION_H_

#include "runner/bundle.h"
#include "runner/options.h"
#include "runner/predict.h"
#include "runner/result.h"

namespace runner {

struct Session {
  Bundle bundle;
  Predictor predictor;
  double load_ms = 0.0;  // from the contract to a model that is ready to run
};

// Whether a command can work on a contract alone.
enum class Need { kModel, kContractOnly };

Result<Session> OpenSession(const Options& options, Need need);

}  // namespace runner

#endif  // RUNNER_SESSION_H_
