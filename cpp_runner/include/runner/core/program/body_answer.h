// BodyAnswer: turns the bytes that a page sends into their answer, in steps between which others have their turn.
// Thread rule: one thread; the predictor must outlive it.
#ifndef RUNNER_CORE_PROGRAM_BODY_ANSWER_H_
#define RUNNER_CORE_PROGRAM_BODY_ANSWER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/preprocess/sample_parser.h"
#include "runner/core/program/body_question.h"
#include "runner/core/program/predictor.h"
#include "runner/core/program/request_body.h"

namespace runner {

// An answer, or {"error", "why", "do"}, with HTTP's number for it.
struct BodyReply {
  int status = 200;
  std::string json;
};

class BodyAnswer {
 public:
  BodyAnswer(Predictor& predictor, BodyQuestion question, RequestBody body);

  // Decodes the body, and answers it where it is one sample; then one row of a table a step. True when the answer is there.
  bool Step();
  BodyReply Take() { return std::move(reply_); }

 private:
  bool Decode();
  bool Finish(int status, std::string json);
  bool Refuse(int status, const Failure& failure);
  Result<std::string> AnswerOne(const InputSample& sample, bool of_many);
  void AppendRow(const InputSample& sample);

  Predictor& predictor_;
  BodyQuestion question_;
  RequestBody body_;
  std::string note_;  // of the rows, as a member of the answer
  std::vector<InputSample> samples_;  // of a table, while it is answered
  size_t next_ = 0;
  int64_t reached_ = 0;  // the last row of the window before, where that was answered
  std::string rows_;  // their answers so far
  BodyReply reply_;
};

}  // namespace runner

#endif  // RUNNER_CORE_PROGRAM_BODY_ANSWER_H_
