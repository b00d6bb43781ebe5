// DetectorContract: the contract of a detector in tests: one picture in, one output.
#ifndef RUNNER_TESTS_CORE_ANSWERS_DETECTOR_CONTRACT_H_
#define RUNNER_TESTS_CORE_ANSWERS_DETECTOR_CONTRACT_H_

#include <string>
#include <utility>
#include <vector>

#include "runner/core/contract/contract.h"

namespace runner_test {

inline runner::Contract DetectorContract(runner::Detector detector, runner::OutputKind kind, std::vector<std::string> labels) {
  runner::ContractInput input;
  input.name = "picture";
  input.kind = runner::InputKind::kImage;
  runner::ContractOutput output;
  output.name = "y";
  output.kind = kind;
  output.detector = detector;
  output.labels = std::move(labels);
  return {{input}, {output}};
}

}  // namespace runner_test

#endif  // RUNNER_TESTS_CORE_ANSWERS_DETECTOR_CONTRACT_H_
