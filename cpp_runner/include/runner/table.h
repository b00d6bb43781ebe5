// Table: an answer as text for people, aligned, the best first.
// Thread rule: functions without state.
#ifndef RUNNER_TABLE_H_
#define RUNNER_TABLE_H_

#include <string>
#include <vector>

#include "runner/answer.h"
#include "runner/contract.h"
#include "runner/tensor.h"

namespace runner {

// `specs` in the contract's order. Ends with a line break.
std::string AnswerText(const Contract& contract, const Answered& answered, const std::vector<TensorSpec>& specs,
                       const AnswerForm& form);

}  // namespace runner

#endif  // RUNNER_TABLE_H_
