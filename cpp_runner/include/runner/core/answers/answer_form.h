// AnswerForm: what an answer, as JSON or as text, says beside what the model said.
// Thread rule: plain values; what they point to must outlive them.
#ifndef RUNNER_CORE_ANSWERS_ANSWER_FORM_H_
#define RUNNER_CORE_ANSWERS_ANSWER_FORM_H_

#include <cstdint>
#include <string>
#include <vector>

namespace runner {

struct AnswerForm {
  const std::string* file = nullptr;                // as it was named
  int64_t row = 0;                                  // of a table, from 1; 0 = none
  bool pictures = false;                            // pictures and masks as "png"
  const std::vector<std::string>* saved = nullptr;  // where an output's picture was saved, one an output; "" = it has none
  double least_score = -1.0;                        // boxes are told from this score on; below 0 = from the contract's threshold on
  int64_t last_row = 0;                             // of a series' window; 0 = it is none
};

}  // namespace runner

#endif  // RUNNER_CORE_ANSWERS_ANSWER_FORM_H_
