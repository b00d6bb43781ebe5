// HTTP answers as bytes: status line, the headers that every answer has, its content.
// Thread rule: functions without state.
#ifndef RUNNER_SERVER_HTTP_ANSWER_H_
#define RUNNER_SERVER_HTTP_ANSWER_H_

#include <string>
#include <string_view>

#include "runner/core/base/result.h"
#include "runner/server/http_request.h"

namespace runner {

struct HttpAnswer {
  int status = 200;
  std::string content;
  std::string headers;  // beside those that every answer has, each with its line end
  bool keep = false;    // the connection may be used again
  bool bare = false;    // without its content, as HEAD wants it
};

// A JSON object, with a policy that lets nothing be done with it in a browser.
HttpAnswer JsonAnswer(int status, std::string json, bool keep);
// {"error", "why", "do"}; the connection is of no more use.
HttpAnswer RefusalAnswer(const HttpRefusal& refusal);

std::string AnswerBytes(const HttpAnswer& answer);

// The start of an answer whose content goes on until the connection ends.
std::string EndlessAnswerHead();

// The last answer of a program that the model ends: 503 in less than 1 KiB.
std::string EndingAnswer(const Failure& failure);

}  // namespace runner

#endif  // RUNNER_SERVER_HTTP_ANSWER_H_
