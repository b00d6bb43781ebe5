// HttpConnection: one client. It takes in requests and sends answers as far as its socket goes, and never waits.
// Thread rule: one thread.
#ifndef RUNNER_SERVER_HTTP_CONNECTION_H_
#define RUNNER_SERVER_HTTP_CONNECTION_H_

#include <cstdint>
#include <optional>
#include <string>

#include "runner/server/http_answer.h"
#include "runner/server/http_request.h"
#include "runner/core/program/request_body.h"
#include "runner/system/sockets.h"

namespace runner {

// What the server waits for.
enum class ConnectionState {
  kHead,     // the client's next request
  kRoom,     // room for the request's body, which waits in the client's socket
  kBody,     // the body
  kWork,     // the answer, from this program
  kAnswer,   // the client to take its answer
  kDrain,    // the end of what a refused client still sends: closed at once, it would never read the answer
  kOpen,     // an open page to be closed
  kClosed,
};

class HttpConnection {
 public:
  // `number` is nobody else's. Times are milliseconds of a clock that stands still while the model works.
  HttpConnection(Socket socket, uint64_t number, double now);

  uint64_t number() const { return number_; }
  ConnectionState state() const { return state_; }
  double deadline() const { return deadline_; }  // infinity where nothing is waited for
  // Whether its client is waited for, since when.
  bool silent() const;
  double silent_since() const { return silent_since_; }
  Watched watched() const;

  // Takes or sends what its socket has or takes.
  void Advance(const Watched& found, double now);
  // What becomes of it when its time is over, or its client sends no more.
  void EndOfTime(double now);

  // The next request, whose head has arrived. Where it is none, or not in time, the client is told and nothing is given.
  std::optional<HttpRequest> TakeRequest(double now);
  // The body that has arrived; the state is kWork then.
  RequestBody TakeBody();

  void WaitForRoom();
  // Takes a body of this size; `asks_first`: the client waits for a sign to send it. False where there is no memory for it.
  bool ReceiveBody(uint64_t size, bool asks_first, double now);
  void Answer(const HttpAnswer& answer, double now);
  // `bare` as in HttpAnswer.
  void Refuse(const HttpRefusal& refusal, bool bare, double now);
  // Keeps the client's request open until the client ends it.
  void KeepOpen(double now);
  void Close();

  // Bytes of its answer that are in memory until all of them are sent.
  size_t held() const { return sending_.size(); }

  SocketHandle socket() const { return socket_.handle(); }

 private:
  void ReceiveHead(double now);
  void ReceiveIntoBody(double now);
  void ThrowAway();
  void SendMore(double now);
  void Send(std::string bytes, ConnectionState afterwards, double now);
  void Enter(ConnectionState state, double deadline, double now);

  Socket socket_;
  uint64_t number_;
  ConnectionState state_ = ConnectionState::kHead;
  double deadline_ = 0.0;
  double silent_since_ = 0.0;
  std::string received_;
  RequestBody body_;
  std::string sending_;
  size_t sent_ = 0;
  ConnectionState after_answer_ = ConnectionState::kClosed;
};

}  // namespace runner

#endif  // RUNNER_SERVER_HTTP_CONNECTION_H_
