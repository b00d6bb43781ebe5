#include "runner/server/http_answer.h"

#include <utility>

#include "runner/core/answers/failure_json.h"

namespace runner {
namespace {

constexpr std::string_view kEveryAnswer =
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "X-Frame-Options: DENY\r\n";
constexpr std::string_view kJson =
    "Content-Type: application/json; charset=utf-8\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";

const char* Reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 411: return "Length Required";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    default: return "Unknown";
  }
}

std::string StatusLine(int status) { return "HTTP/1.1 " + std::to_string(status) + " " + Reason(status) + "\r\n"; }

}  // namespace

HttpAnswer JsonAnswer(int status, std::string json, bool keep) {
  return {status, std::move(json), std::string(kJson), keep, false};
}

HttpAnswer RefusalAnswer(const HttpRefusal& refusal) {
  HttpAnswer answer = JsonAnswer(refusal.status, FailureJson(refusal.failure), /*keep=*/false);
  answer.headers += refusal.headers;
  return answer;
}

std::string AnswerBytes(const HttpAnswer& answer) {
  std::string bytes = StatusLine(answer.status);
  bytes += kEveryAnswer;
  bytes += answer.headers;
  bytes += "Content-Length: " + std::to_string(answer.content.size()) + "\r\n";
  bytes += answer.keep ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  if (!answer.bare) bytes += answer.content;
  return bytes;
}

std::string EndlessAnswerHead() {
  std::string bytes = StatusLine(200);
  bytes += kEveryAnswer;
  bytes += kJson;
  return bytes + "Connection: close\r\n\r\n";
}

std::string EndingAnswer(const Failure& failure) {
  HttpAnswer answer;
  answer.status = 503;
  answer.content = FailureJson(failure);
  std::string bytes = StatusLine(answer.status) + "Content-Type: application/json; charset=utf-8\r\nConnection: close\r\n";
  return bytes + "Content-Length: " + std::to_string(answer.content.size()) + "\r\n\r\n" + answer.content;
}

}  // namespace runner
