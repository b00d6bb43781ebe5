// Self-test: samples with their answers, which the builder put beside the model, answered again here (docs/runner.md).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_PROGRAM_SELF_TESTING_H_
#define RUNNER_CORE_PROGRAM_SELF_TESTING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/formats/npz.h"
#include "runner/core/program/predictor.h"

namespace runner {

struct OutputAgreement {
  std::string name;
  double max_abs_diff = 0.0;  // in the output's own numbers; infinite where one is NaN and the other is not
  double range = 0.0;         // of the reference
  bool agrees = true;
};

struct SelfTestResult {
  int64_t samples = 0;
  std::vector<OutputAgreement> outputs;  // in the contract's order

  bool passed() const;
  const OutputAgreement& worst() const;
};

Result<SelfTestResult> RunSelfTest(Predictor& predictor, const std::vector<NamedTensor>& arrays);

std::string SelfTestJson(const SelfTestResult& result);
// For people, when it passed.
std::string SelfTestText(const SelfTestResult& result);
// For people, when it did not.
Failure SelfTestFailure(const SelfTestResult& result);

}  // namespace runner

#endif  // RUNNER_CORE_PROGRAM_SELF_TESTING_H_
