#include "runner/server/page_content.h"

#include <cstdint>
#include <string_view>

#include "runner/core/formats/zstd.h"

namespace runner {
namespace {

constexpr std::string_view kNonce = "__NONCE__";
constexpr uint64_t kMostPageBytes = uint64_t{16} << 20;

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

Result<std::string> ReadPage(const NamedFiles& named) {
  RUNNER_ASSIGN(const ProgramFiles program_files, FindProgramFiles(named));
  const Result<std::string> packed = program_files.page.Read(kMostPageBytes);
  Result<std::string> page = packed.ok() ? UnpackZstandard(packed.value(), 0, kMostPageBytes) : packed;
  if (page.ok()) return page;
  return Failure::CannotRun("The page is not there", page.failure().why(),
                            "Unpack or copy the program again, with all its files.");
}

HttpAnswer PageAnswer(const std::string& page, const std::string& nonce) {
  HttpAnswer answer;
  answer.content = WithNonce(page, nonce);
  answer.headers = "Content-Type: text/html; charset=utf-8\r\n" + PagePolicy(nonce);
  return answer;
}

}  // namespace runner
