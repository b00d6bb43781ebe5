// Writes answers for people: the lines of one answer in full, or one line of a table for each of many.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_ANSWERS_ANSWER_TEXT_H_
#define RUNNER_CORE_ANSWERS_ANSWER_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runner/core/answers/answer_form.h"
#include "runner/core/answers/prediction.h"
#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"

namespace runner {

// What an answer is called: its file, and its row or rows where it has any.
std::string AnswerName(const AnswerForm& form);

// The name and the time, then a line for each class, value or part of a sound. `specs` in the contract's order. Ends with a
// line break, as everything here.
std::string AnswerText(const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs,
                       const AnswerForm& form);

// Columns that the table's names take; `rows` says that numbers of rows may follow them, `series` that two of them may.
size_t TableNameWidth(const std::vector<std::string>& files, bool rows, bool series = false);
std::string TableHead(size_t width);
// The name, the time, and the best classes, what is in a mask, or the outputs' numbers.
std::string TableLine(const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs,
                      const AnswerForm& form, size_t width);

}  // namespace runner

#endif  // RUNNER_CORE_ANSWERS_ANSWER_TEXT_H_
