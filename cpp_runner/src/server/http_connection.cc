#include "runner/server/http_connection.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace runner {
namespace {

constexpr double kNever = HUGE_VAL;
constexpr double kHeadMs = 15'000.0;
constexpr double kBodyMs = 60'000.0;
constexpr double kAnswerMs = 30'000.0;
constexpr double kDrainMs = 5'000.0;
constexpr size_t kStep = size_t{1} << 18;

HttpRefusal NotInTime(std::string what, std::string why) {
  return {408, Failure::Usage(std::move(what), std::move(why), "Send it again."), ""};
}

}  // namespace

HttpConnection::HttpConnection(Socket socket, uint64_t number, double now) : socket_(std::move(socket)), number_(number) {
  Enter(ConnectionState::kHead, now + kHeadMs, now);
}

void HttpConnection::Enter(ConnectionState state, double deadline, double now) {
  state_ = state;
  deadline_ = deadline;
  silent_since_ = now;
}

bool HttpConnection::silent() const {
  return state_ == ConnectionState::kHead || state_ == ConnectionState::kBody || state_ == ConnectionState::kDrain;
}

Watched HttpConnection::watched() const {
  const bool reads = silent() || state_ == ConnectionState::kOpen;
  const bool waits = reads || state_ == ConnectionState::kAnswer;
  return {waits ? socket_.handle() : -1, reads, state_ == ConnectionState::kAnswer, false, false};
}

void HttpConnection::Advance(const Watched& found, double now) {
  if (found.writable && state_ == ConnectionState::kAnswer) SendMore(now);
  if (!found.readable) return;
  switch (state_) {
    case ConnectionState::kHead: return ReceiveHead(now);
    case ConnectionState::kBody: return ReceiveIntoBody(now);
    case ConnectionState::kDrain:
    case ConnectionState::kOpen: return ThrowAway();
    default: return;
  }
}

void HttpConnection::ReceiveHead(double now) {
  char part[kMostHeadBytes];
  const int64_t count = socket_.Receive(part, sizeof part);
  if (count < 0) return EndOfTime(now);
  received_.append(part, static_cast<size_t>(count));
  silent_since_ = now;
}

void HttpConnection::ReceiveIntoBody(double now) {
  // As much as has come: reading little by little, each time after a look at all others, would take long.
  while (body_.missing() > 0) {
    const int64_t count = socket_.Receive(body_.end(), std::min(body_.missing(), kStep));
    if (count < 0) return EndOfTime(now);
    if (count == 0) return;
    body_.Came(static_cast<size_t>(count));
    silent_since_ = now;
  }
  Enter(ConnectionState::kWork, kNever, now);
}

void HttpConnection::ThrowAway() {
  char part[kMostHeadBytes];
  if (socket_.Receive(part, sizeof part) < 0) Close();
}

void HttpConnection::SendMore(double now) {
  while (sent_ < sending_.size()) {
    const int64_t count = socket_.Send(std::string_view(sending_).substr(sent_));
    if (count < 0) return Close();
    if (count == 0) return;
    sent_ += static_cast<size_t>(count);
  }
  std::string().swap(sending_);
  if (after_answer_ == ConnectionState::kClosed) return Close();
  if (after_answer_ == ConnectionState::kDrain) socket_.EndSending();
  const double most = after_answer_ == ConnectionState::kOpen ? kNever : after_answer_ == ConnectionState::kDrain ? kDrainMs : kHeadMs;
  Enter(after_answer_, now + most, now);
}

void HttpConnection::EndOfTime(double now) {
  if (state_ == ConnectionState::kHead && received_.find_first_not_of(" \t\r\n") != std::string::npos) {
    return Refuse(NotInTime("The request did not arrive", "Its head was not complete in time."), false, now);
  }
  if (state_ == ConnectionState::kBody) {
    const std::string came = std::to_string(body_.bytes().size()) + " of " + std::to_string(body_.size());
    body_ = {};
    return Refuse(NotInTime("The data did not arrive", came + " bytes came in time."), false, now);
  }
  Close();
}

std::optional<HttpRequest> HttpConnection::TakeRequest(double now) {
  if (state_ != ConnectionState::kHead || received_.empty()) return {};
  HeadReading reading = ReadHead(received_);
  if (reading.refusal) Refuse(*reading.refusal, false, now);
  if (!reading.request) return {};
  received_.erase(0, reading.used);
  Enter(ConnectionState::kWork, kNever, now);
  return std::move(reading.request);
}

RequestBody HttpConnection::TakeBody() { return std::exchange(body_, {}); }

void HttpConnection::WaitForRoom() { state_ = ConnectionState::kRoom; }

bool HttpConnection::ReceiveBody(uint64_t size, bool asks_first, double now) {
  constexpr std::string_view kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";
  if (!body_.Make(static_cast<size_t>(size))) return false;
  const size_t here = std::min(received_.size(), body_.missing());
  body_.Add(std::string_view(received_).substr(0, here));
  received_.erase(0, here);
  Enter(body_.missing() == 0 ? ConnectionState::kWork : ConnectionState::kBody, body_.missing() == 0 ? kNever : now + kBodyMs, now);
  // So few bytes always go, or the client has left.
  if (asks_first && socket_.Send(kGoOn) != static_cast<int64_t>(kGoOn.size())) Close();
  return true;
}

void HttpConnection::Send(std::string bytes, ConnectionState afterwards, double now) {
  after_answer_ = afterwards;
  sending_ = std::move(bytes);
  sent_ = 0;
  Enter(ConnectionState::kAnswer, now + kAnswerMs, now);
  SendMore(now);
}

void HttpConnection::Answer(const HttpAnswer& answer, double now) {
  Send(AnswerBytes(answer), answer.keep ? ConnectionState::kHead : ConnectionState::kClosed, now);
}

void HttpConnection::Refuse(const HttpRefusal& refusal, bool bare, double now) {
  HttpAnswer answer = RefusalAnswer(refusal);
  answer.bare = bare;
  received_.clear();
  Send(AnswerBytes(answer), ConnectionState::kDrain, now);
}

void HttpConnection::KeepOpen(double now) { Send(EndlessAnswerHead(), ConnectionState::kOpen, now); }

void HttpConnection::Close() {
  state_ = ConnectionState::kClosed;
  deadline_ = kNever;
  socket_ = Socket();
}

}  // namespace runner
