#include "runner/server/http_request.h"

#include "check.h"

using runner::HeadReading;
using runner::HttpRequest;
using runner::ReadBodySize;
using runner::ReadHead;

namespace {

HttpRequest Request(const std::string& head) {
  HeadReading reading = ReadHead(head);
  CHECK(reading.request.has_value());
  CHECK_EQ(reading.used, head.size());
  return reading.request.value_or(HttpRequest());
}

int StatusOf(const std::string& head) {
  const HeadReading reading = ReadHead(head);
  return reading.refusal ? reading.refusal->status : 0;
}

std::string Header(const HttpRequest& request, const char* name) {
  const std::string* const value = request.Header(name);
  return value == nullptr ? "(none)" : *value;
}

std::string WithLine(const std::string& line) { return "GET / HTTP/1.1\r\n" + line + "\r\n\r\n"; }

}  // namespace

TEST(a_head_becomes_a_request) {
  const HttpRequest request =
      Request("POST /predict?pictures=1&a&b=2=3&&a=4 HTTP/1.1\r\nHost: x:1\r\nX-TOKEN: \t ab c \t\r\nEmpty:\r\n\r\n");
  CHECK_EQ(request.method, std::string("POST"));
  CHECK_EQ(request.path, std::string("/predict"));
  CHECK_EQ(*request.Query("pictures"), std::string("1"));
  CHECK_EQ(*request.Query("a"), std::string("4"));
  CHECK_EQ(*request.Query("b"), std::string("2=3"));
  CHECK(request.Query("c") == nullptr);
  CHECK_EQ(Header(request, "x-token"), std::string("ab c"));
  CHECK_EQ(Header(request, "empty"), std::string());
  CHECK_EQ(Header(request, "X-Token"), std::string("(none)"));
  CHECK(request.keep);
  CHECK(!request.BringsData());
}

TEST(a_head_that_has_not_arrived_is_waited_for) {
  const std::string head = WithLine("Host: x");
  for (size_t count = 0; count < head.size(); ++count) {
    const HeadReading reading = ReadHead(head.substr(0, count));
    CHECK(!reading.request && !reading.refusal);
  }
  CHECK_EQ(ReadHead(head + "more").used, head.size());
  CHECK_EQ(ReadHead("\r\n\r\n" + head).used, head.size() + 4);
  CHECK(!ReadHead("\r\n\r\n").request && !ReadHead("\r\n\r\n").refusal);
}

TEST(connections_are_kept_by_http_1_1_only_and_unless_it_says_otherwise) {
  CHECK(Request(WithLine("Connection: keep-alive")).keep);
  CHECK(!Request(WithLine("Connection: Close")).keep);
  CHECK(!Request("GET / HTTP/1.0\r\n\r\n").keep);
}

TEST(what_could_be_read_in_two_ways_is_refused) {
  for (const char* first : {"GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", "GET / HTTP/2.0", "GET x HTTP/1.1", " / HTTP/1.1",
                            "GET /\x7F HTTP/1.1", "GET /\xE4 HTTP/1.1", "G(T / HTTP/1.1", "GET http://x/ HTTP/1.1", "\x16\x03\x01"}) {
    CHECK_EQ(StatusOf(std::string(first) + "\r\n\r\n"), 400);
  }
  for (const char* line : {"no colon", ": no name", "a b: 1", "Content-Length : 3", " folded", "A: 1\r\n B", "A: 1\nB: 2", "A: 1\rB"}) {
    CHECK_EQ(StatusOf(WithLine(line)), 400);
  }
  CHECK_EQ(StatusOf(WithLine(std::string("A: \0", 4))), 400);
  for (const char* once : {"Host", "Content-Length", "transfer-encoding", "ORIGIN", "X-Token", "Content-Type"}) {
    CHECK_EQ(StatusOf(WithLine(std::string(once) + ": 1\r\n" + once + ": 1")), 400);
  }
  CHECK_EQ(StatusOf(WithLine("Accept: 1\r\nAccept: 2")), 0);
}

TEST(heads_have_16_kib_and_100_lines_at_most) {
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += (i == 0 ? "A: 1" : "\r\nA: 1");
  CHECK_EQ(StatusOf(WithLine(lines)), 0);
  CHECK_EQ(StatusOf(WithLine(lines + "\r\nA: 1")), 400);
  CHECK_EQ(StatusOf(WithLine("A: " + std::string(16'000, 'x'))), 0);
  CHECK_EQ(StatusOf(WithLine("A: " + std::string(16'384, 'x'))), 431);
  CHECK_EQ(StatusOf(std::string(16'384, 'x')), 0);
  CHECK_EQ(StatusOf(std::string(16'385, 'x')), 431);
}

TEST(a_body_says_its_size_in_whole_bytes) {
  const auto status = [](const char* lines) {
    const runner::SizeReading reading = ReadBodySize(Request(WithLine(lines)));
    return reading.refusal ? reading.refusal->status : 0;
  };
  CHECK_EQ(ReadBodySize(Request(WithLine("Content-Length: 0123"))).size, uint64_t{123});
  CHECK_EQ(status("Content-Length: 67108864"), 0);
  CHECK_EQ(status("Content-Length: 67108865"), 413);
  CHECK_EQ(status("Content-Length: 999999999999999999"), 413);
  CHECK_EQ(status("Content-Length: 9999999999999999999"), 400);
  CHECK_EQ(status("Content-Length: -1"), 400);
  CHECK_EQ(status("Content-Length: 1 2"), 400);
  CHECK_EQ(status("Content-Length:"), 400);
  CHECK_EQ(status("Accept: x"), 411);
  CHECK_EQ(status("Content-Length: 3\r\nTransfer-Encoding: chunked"), 411);
  CHECK(Request(WithLine("Content-Length: 3")).BringsData());
  CHECK(Request(WithLine("Transfer-Encoding: chunked")).BringsData());
  CHECK(!Request(WithLine("Content-Length: 0")).BringsData());
}
