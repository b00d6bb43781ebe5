// HttpRequest: the head of an HTTP/1.1 request (RFC 9112) as a value, parsed from bytes without any input or output.
// What could be read in two ways is refused. Thread rule: functions without state; plain values.
#ifndef RUNNER_SERVER_HTTP_REQUEST_H_
#define RUNNER_SERVER_HTTP_REQUEST_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runner/core/base/result.h"
#include "runner/core/program/body_question.h"

namespace runner {

constexpr size_t kMostHeadBytes = size_t{16} << 10;

// A request that is not answered as it wants to be: HTTP's number for it, what is told, and further header lines of the
// answer, each with its line end.
struct HttpRefusal {
  int status = 400;
  Failure failure;
  std::string headers;
};

// Method and path are as they were sent, the path without its query.
struct HttpRequest {
  std::string method;
  std::string path;
  NamedValues query;
  NamedValues headers;  // names in lower case
  bool keep = false;    // the connection may be used again

  // The last value of a name, null where there is none. Names of headers in lower case.
  const std::string* Query(std::string_view name) const;
  const std::string* Header(std::string_view name) const;

  // Whether bytes follow the head.
  bool BringsData() const;
};

// What the bytes that have arrived begin with. Neither a request nor a refusal: its head is not complete yet.
struct HeadReading {
  std::optional<HttpRequest> request;
  std::optional<HttpRefusal> refusal;
  size_t used = 0;  // bytes of the head, where it is a request
};

// At most 16 KiB and 100 lines are a head. Line ends before it are skipped.
HeadReading ReadHead(std::string_view received);

// How many bytes follow a head that must say so; refused above 64 MiB. Exactly one of the two is there.
struct SizeReading {
  uint64_t size = 0;
  std::optional<HttpRefusal> refusal;
};
SizeReading ReadBodySize(const HttpRequest& request);

}  // namespace runner

#endif  // RUNNER_SERVER_HTTP_REQUEST_H_
