#include "runner/server/page_content.h"

#include <string_view>

namespace runner {
namespace {

constexpr std::string_view kNonce = "__NONCE__";

std::string PagePolicy(const std::string& nonce) {
  return "Content-Security-Policy: default-src 'none'; script-src 'nonce-" + nonce + "'; style-src 'nonce-" + nonce +
         "'; img-src blob: data:; media-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
         "frame-ancestors 'none'\r\n"
         "Permissions-Policy: camera=(self), microphone=(self), geolocation=()\r\n";
}

std::string WithNonce(const std::string& page, const std::string& nonce) {
  std::string text;
  size_t at = 0;
  for (size_t found = page.find(kNonce); found != std::string::npos; found = page.find(kNonce, at)) {
    text.append(page, at, found - at);
    text += nonce;
    at = found + kNonce.size();
  }
  return text.append(page, at, std::string::npos);
}

}  // namespace

HttpAnswer PageAnswer(const std::string& page, const std::string& nonce) {
  HttpAnswer answer;
  answer.content = WithNonce(page, nonce);
  answer.headers = "Content-Type: text/html; charset=utf-8\r\n" + PagePolicy(nonce);
  return answer;
}

}  // namespace runner
