// Writes an answer as an aligned text table for people, the best first.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_ANSWERS_ANSWER_TEXT_H_
#define RUNNER_CORE_ANSWERS_ANSWER_TEXT_H_

#include <string>
#include <vector>

#include "runner/core/answers/answer_form.h"
#include "runner/core/answers/prediction.h"
#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"

namespace runner {

// `specs` in the contract's order. Ends with a line break.
std::string AnswerText(const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs,
                       const AnswerForm& form);

}  // namespace runner

#endif  // RUNNER_CORE_ANSWERS_ANSWER_TEXT_H_
