// ConnectionSet: the open connections, of which there are at most 64, and the room that their bodies share.
// Thread rule: one thread.
#ifndef RUNNER_SERVER_CONNECTION_SET_H_
#define RUNNER_SERVER_CONNECTION_SET_H_

#include <memory>
#include <vector>

#include "runner/server/http_connection.h"
#include "runner/system/sockets.h"

namespace runner {

class ConnectionSet {
 public:
  using Connections = std::vector<std::unique_ptr<HttpConnection>>;

  // Takes the clients that wait at a listening socket. Where they become too many, the one that has been silent longest
  // makes way; where none is silent, the others wait.
  void AcceptFrom(const Socket& listener, double now);
  // Whether AcceptFrom could take another one.
  bool HasPlace() const;

  // Leaves out those that are closed.
  void Sweep();

  // Pages that are open, the oldest first.
  std::vector<HttpConnection*> OpenPages() const;

  Connections& all() { return connections_; }
  const Connections& all() const { return connections_; }

 private:
  HttpConnection* LongestSilent() const;

  Connections connections_;
  uint64_t last_number_ = 0;
};

}  // namespace runner

#endif  // RUNNER_SERVER_CONNECTION_SET_H_
