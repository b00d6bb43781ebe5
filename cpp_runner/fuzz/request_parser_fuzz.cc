// Fuzzes the parser of HTTP requests (server/http_request.h) and what decides about them without a socket. Run by `make fuzz`.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "runner/server/http_answer.h"
#include "runner/server/http_request.h"
#include "runner/server/page_access.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void UseRequest(const runner::HttpRequest& request) {
  Require(!request.method.empty() && request.path[0] == '/');
  for (const auto& [name, value] : request.headers) Require(!name.empty() && value.find('\n') == std::string::npos);
  const runner::SizeReading size = runner::ReadBodySize(request);
  Require(size.refusal || size.size <= runner::kMostBodyBytes);
  runner::PageAccess access(80, "0123456789abcdef", "fedcba9876543210", 1.0);
  if (const auto refusal = access.Admit(request)) {
    // Nothing of a request ends a line of its answer's head.
    const std::string answer = runner::AnswerBytes(runner::RefusalAnswer(*refusal));
    Require(answer.compare(0, 9, "HTTP/1.1 ") == 0);
  }
  const runner::PageAccess::Routing routing = runner::PageAccess::RouteOf(request);
  if (routing.refusal) runner::AnswerBytes(runner::RefusalAnswer(*routing.refusal));
  access.UseCode(request, 0.0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view received(reinterpret_cast<const char*>(data), size);
  for (;;) {
    const runner::HeadReading reading = runner::ReadHead(received);
    Require(!(reading.request && reading.refusal));
    if (!reading.request) return 0;
    Require(reading.used > 0 && reading.used <= received.size());
    UseRequest(*reading.request);
    received.remove_prefix(reading.used);
  }
}
