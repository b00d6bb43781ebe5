// BodyAnswer: turns the body of a request into its answer, in steps between which others have their turn.
// Thread rule: one thread; the session must outlive it.
#ifndef RUNNER_SERVER_BODY_ANSWER_H_
#define RUNNER_SERVER_BODY_ANSWER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runner/core/formats/file_kind.h"
#include "runner/core/preprocess/sample_parser.h"
#include "runner/engine/session.h"
#include "runner/server/http_answer.h"
#include "runner/server/http_request.h"
#include "runner/server/request_body.h"

namespace runner {

// Refuses a request whose Content-Type is missing or never read, before its body is taken.
std::optional<HttpRefusal> CheckContentType(const HttpRequest& request);

// Bytes of memory that a body of a type counts, for a room that all share: a text becomes many times its own size.
uint64_t MemoryOf(const HttpRequest& request, uint64_t bytes);

class BodyAnswer {
 public:
  BodyAnswer(Session& session, const HttpRequest& request, RequestBody body);

  // Decodes the body, and answers it where it is one sample; then one row of a table a step. True when the answer is there.
  bool Step();
  HttpAnswer Take() { return std::move(answer_); }

 private:
  bool Decode();
  bool Finish(int status, std::string json);
  bool Refuse(int status, const Failure& failure);
  Result<std::string> AnswerOne(const InputSample& sample, bool of_many);
  void AppendRow(const InputSample& sample);

  Session& session_;
  RequestBody body_;
  std::string type_;
  bool with_pictures_ = false;
  double least_score_ = -1.0;  // of boxes; see AnswerForm
  std::string note_;  // of the rows, as a member of the answer
  bool keep_ = false;
  std::vector<InputSample> samples_;  // of a table, while it is answered
  size_t next_ = 0;
  int64_t reached_ = 0;  // the last row of the window before, where that was answered
  std::string rows_;  // their answers so far
  HttpAnswer answer_;
};

}  // namespace runner

#endif  // RUNNER_SERVER_BODY_ANSWER_H_
