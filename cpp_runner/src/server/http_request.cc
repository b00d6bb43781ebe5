#include "runner/server/http_request.h"

#include <algorithm>

#include "core/base/string_utils.h"

namespace runner {
namespace {

constexpr size_t kMostHeadLines = 100;
constexpr size_t kMostSizeDigits = 18;
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
// Two of these would be two requests in one.
constexpr std::string_view kOnce[] = {"host", "content-length", "transfer-encoding", "origin", "x-token", "content-type"};

HttpRefusal Malformed(std::string why) {
  return {400, Failure::Usage("The request cannot be read", std::move(why), "Send an HTTP/1.1 request."), ""};
}

HttpRefusal HeadTooLarge() {
  return {431, Failure::Usage("The request's head is too large", "It has more than 16,384 bytes.", "Send fewer headers."), ""};
}

char Lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

std::string Lowered(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), Lower);
  return lowered;
}

// RFC 9110's token: what methods and names of headers are made of.
bool IsToken(std::string_view text) {
  constexpr std::string_view kSigns = "!#$%&'*+.^_`|~-";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char letter) {
    return IsDigit(letter) || (Lower(letter) >= 'a' && Lower(letter) <= 'z') || kSigns.find(letter) != std::string_view::npos;
  });
}

// Takes the part before `separator`, and the separator, from the front of the text; all of it where there is none.
std::string_view TakeUntil(std::string_view& text, std::string_view separator) {
  const size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
  return part;
}

void ReadTarget(std::string_view target, HttpRequest& request) {
  request.path = TakeUntil(target, "?");
  request.query = ParseQuery(target);
}

std::optional<HttpRefusal> ReadFirstLine(std::string_view line, HttpRequest& request) {
  const std::string_view method = TakeUntil(line, " ");
  const std::string_view target = TakeUntil(line, " ");
  if (!IsToken(method) || (line != "HTTP/1.1" && line != "HTTP/1.0")) {
    return Malformed("Its first line is not that of an HTTP/1.1 request.");
  }
  const bool printable = std::all_of(target.begin(), target.end(), [](char letter) { return letter > ' ' && letter < '\x7F'; });
  if (target.substr(0, 1) != "/" || !printable) return Malformed("Its address does not start with a slash.");
  request.method = method;
  request.keep = line == "HTTP/1.1";
  ReadTarget(target, request);
  return {};
}

std::optional<HttpRefusal> ReadHeaderLine(std::string_view line, HttpRequest& request) {
  constexpr std::string_view kNeverInside("\0\r\n", 3);
  const size_t colon = line.find(':');
  const bool whole = line.find_first_of(kNeverInside) == std::string_view::npos;
  if (colon == std::string_view::npos || !IsToken(line.substr(0, colon)) || !whole) {
    return Malformed("A line of its head is not a name, a colon and a value.");
  }
  std::string name = Lowered(line.substr(0, colon));
  const bool once = std::find(std::begin(kOnce), std::end(kOnce), name) != std::end(kOnce);
  if (once && request.Header(name) != nullptr) return Malformed("It names " + name + " twice.");
  request.headers.emplace_back(std::move(name), Trimmed(line.substr(colon + 1), " \t"));
  return {};
}

// A head without the empty line at its end.
std::optional<HttpRefusal> ParseHead(std::string_view head, HttpRequest& request) {
  if (auto refusal = ReadFirstLine(TakeUntil(head, kLineEnd), request)) return refusal;
  for (size_t line = 0; !head.empty(); ++line) {
    if (line == kMostHeadLines) return Malformed("Its head has too many lines.");
    if (auto refusal = ReadHeaderLine(TakeUntil(head, kLineEnd), request)) return refusal;
  }
  const std::string* const connection = request.Header("connection");
  if (connection != nullptr && Contains(Lowered(*connection), "close")) request.keep = false;
  return {};
}

}  // namespace

const std::string* HttpRequest::Query(std::string_view name) const { return LastOf(query, name); }
const std::string* HttpRequest::Header(std::string_view name) const { return LastOf(headers, name); }

bool HttpRequest::BringsData() const {
  const std::string* const length = Header("content-length");
  return Header("transfer-encoding") != nullptr || (length != nullptr && *length != "0");
}

HeadReading ReadHead(std::string_view received) {
  HeadReading reading;
  const size_t first = std::min(received.find_first_not_of(kLineEnd), received.size());
  const size_t end = received.find(kHeadEnd, first);
  if ((end == std::string_view::npos ? received.size() : end) > kMostHeadBytes) {
    reading.refusal = HeadTooLarge();
  } else if (end != std::string_view::npos) {
    HttpRequest request;
    reading.refusal = ParseHead(received.substr(first, end - first), request);
    if (!reading.refusal) reading.request = std::move(request);
    reading.used = end + kHeadEnd.size();
  }
  return reading;
}

SizeReading ReadBodySize(const HttpRequest& request) {
  const std::string* const length = request.Header("content-length");
  if (length == nullptr || request.Header("transfer-encoding") != nullptr) {
    return {0, HttpRefusal{411, Failure::Usage("The size of the data is not known",
                                               "The request has no Content-Length, or comes in chunks.",
                                               "Send it with Content-Length."), ""}};
  }
  const bool whole = !length->empty() && std::all_of(length->begin(), length->end(), IsDigit);
  if (!whole || length->size() > kMostSizeDigits) return {0, Malformed("Its Content-Length is not a whole number.")};
  uint64_t size = 0;
  for (const char digit : *length) size = size * 10 + static_cast<uint64_t>(digit - '0');
  if (size <= kMostBodyBytes) return {size, {}};
  return {0, HttpRefusal{413, BodyTooLarge(size), ""}};
}

}  // namespace runner
