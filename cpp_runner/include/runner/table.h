// Table: an answer as text for people, aligned, the best first.
// Thread rule: functions without state.
#ifndef RUNNER_TABLE_H_
#define RUNNER_TABLE_H_

#include <string>
#include <vector>

#include "runner/contract.h"
#include "runner/tensor.h"

namespace runner {

// `outputs` and `specs` in the contract's order. Ends with a line break.
std::string AnswerText(const Contract& contract, const std::vector<Tensor>& outputs, const std::vector<TensorSpec>& specs,
                       double ms, const std::string& file);

// Control characters as "?", so that a file's name or a label cannot steer the terminal.
std::string Printable(const std::string& text);

}  // namespace runner

#endif  // RUNNER_TABLE_H_
