// Sockets of this computer's own network (127.0.0.1) that never wait, and waiting for several of them at once.
// Thread rule: one thread.
#ifndef RUNNER_SYSTEM_SOCKETS_H_
#define RUNNER_SYSTEM_SOCKETS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"

namespace runner {

using SocketHandle = int64_t;  // the system's own; -1 = none

// A socket that is closed with its owner.
class Socket {
 public:
  Socket() = default;
  explicit Socket(SocketHandle handle) : handle_(handle) {}
  Socket(Socket&& other) noexcept : handle_(other.handle_) { other.handle_ = -1; }
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  SocketHandle handle() const { return handle_; }
  bool open() const { return handle_ != -1; }

  // How many bytes came or went; 0 when none can at the moment; -1 at the end of the stream and after failures.
  int64_t Receive(char* to, size_t most) const;
  int64_t Send(std::string_view bytes) const;

  // The other side learns that nothing more comes.
  void EndSending() const;

  // The next client of a listening socket; not open where there is none, or no room for another.
  Socket Accept() const;

 private:
  SocketHandle handle_ = -1;
};

struct Listener {
  Socket socket;
  int port = 0;
};

// Listens on 127.0.0.1; port 0 = any that is free. A port that was just given up can be used again at once.
Result<Listener> ListenOnLoopback(int port);

struct Watched {
  SocketHandle handle = -1;
  bool for_reading = false;
  bool for_writing = false;
  // What WaitForSockets found; the end of a stream can be read.
  bool readable = false;
  bool writable = false;
};

// Waits until one of them is ready, at most `ms` milliseconds. On POSIX other descriptors can be watched too.
void WaitForSockets(std::vector<Watched>& watched, int ms);

}  // namespace runner

#endif  // RUNNER_SYSTEM_SOCKETS_H_
