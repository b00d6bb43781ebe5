#include "runner/system/sockets.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#ifdef _WIN32
#include <winsock2.h>

#include "system/windows_strings.h"
#else
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace runner {
namespace {

constexpr int kWaitingClients = 128;

#ifdef _WIN32

using Handle = SOCKET;
using Poll = WSAPOLLFD;
constexpr int kQuietly = 0;

void CloseSocket(Handle handle) { closesocket(handle); }
bool IsOnlyNotReady() { return WSAGetLastError() == WSAEWOULDBLOCK; }
int PollAll(Poll* polls, size_t count, int ms) { return WSAPoll(polls, static_cast<ULONG>(count), ms); }

void MakePrivateAndUnwaiting(Handle handle) {
  u_long on = 1;
  ioctlsocket(handle, FIONBIO, &on);
  SetHandleInformation(reinterpret_cast<HANDLE>(handle), HANDLE_FLAG_INHERIT, 0);
}

// The same name would let another program take the port while it is in use.
void LetPortBeReused(Handle handle) {
  const BOOL on = TRUE;
  setsockopt(handle, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, reinterpret_cast<const char*>(&on), sizeof on);
}

bool StartSockets() {
  WSADATA data;
  return WSAStartup(MAKEWORD(2, 2), &data) == 0;
}

std::string SystemsReason() { return WordsOfError(static_cast<DWORD>(WSAGetLastError())); }

#else

using Handle = int;
using Poll = struct pollfd;
#ifdef MSG_NOSIGNAL
constexpr int kQuietly = MSG_NOSIGNAL;
#else
constexpr int kQuietly = 0;
#endif

void CloseSocket(Handle handle) { close(handle); }
bool IsOnlyNotReady() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }
int PollAll(Poll* polls, size_t count, int ms) { return poll(polls, static_cast<nfds_t>(count), ms); }

void MakePrivateAndUnwaiting(Handle handle) {
  fcntl(handle, F_SETFD, FD_CLOEXEC);
  fcntl(handle, F_SETFL, fcntl(handle, F_GETFL) | O_NONBLOCK);
#ifdef SO_NOSIGPIPE
  const int on = 1;
  setsockopt(handle, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}

void LetPortBeReused(Handle handle) {
  const int on = 1;
  setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

bool StartSockets() { return true; }

std::string SystemsReason() { return std::strerror(errno); }

#endif

Failure CannotListen(int port) {
  return Failure::CannotRun("The port " + std::to_string(port) + " cannot be used", "The system says: " + SystemsReason() + ".",
                            "Name another with --port, or leave it out.");
}

int64_t Outcome(int64_t count, bool none_is_the_end) {
  if (count > 0) return count;
  if (count == 0) return none_is_the_end ? -1 : 0;
  return IsOnlyNotReady() ? 0 : -1;
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

Socket::~Socket() {
  if (open()) CloseSocket(static_cast<Handle>(handle_));
}

int64_t Socket::Receive(char* to, size_t most) const {
  return Outcome(recv(static_cast<Handle>(handle_), to, static_cast<int>(most), 0), /*none_is_the_end=*/true);
}

int64_t Socket::Send(std::string_view bytes) const {
  constexpr size_t kStep = size_t{1} << 20;
  const std::string_view part = bytes.substr(0, kStep);
  return Outcome(send(static_cast<Handle>(handle_), part.data(), static_cast<int>(part.size()), kQuietly), false);
}

void Socket::EndSending() const { shutdown(static_cast<Handle>(handle_), 1); }  // 1: SD_SEND and SHUT_WR

Socket Socket::Accept() const {
  const auto client = accept(static_cast<Handle>(handle_), nullptr, nullptr);
  if (static_cast<SocketHandle>(client) == -1) return {};
  MakePrivateAndUnwaiting(client);
  // An answer's last packet is not to wait for the client's receipt of the one before.
  const int on = 1;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char*>(&on), sizeof on);
  return Socket(static_cast<SocketHandle>(client));
}

Result<Listener> ListenOnLoopback(int port) {
  if (!StartSockets()) return CannotListen(port);
  const Handle handle = socket(AF_INET, SOCK_STREAM, 0);
  Listener listener{Socket(static_cast<SocketHandle>(handle)), 0};
  if (!listener.socket.open()) return CannotListen(port);
  MakePrivateAndUnwaiting(handle);
  LetPortBeReused(handle);
  struct sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const where = reinterpret_cast<struct sockaddr*>(&address);
  if (bind(handle, where, sizeof address) != 0 || listen(handle, kWaitingClients) != 0) return CannotListen(port);
#ifdef _WIN32
  int size = sizeof address;
#else
  socklen_t size = sizeof address;
#endif
  if (getsockname(handle, where, &size) != 0) return CannotListen(port);
  listener.port = ntohs(address.sin_port);
  return listener;
}

void WaitForSockets(std::vector<Watched>& watched, int ms) {
  std::vector<Poll> polls(watched.size());
  for (size_t i = 0; i < watched.size(); ++i) {
    polls[i].fd = static_cast<Handle>(watched[i].handle);
    polls[i].events = static_cast<short>((watched[i].for_reading ? POLLIN : 0) | (watched[i].for_writing ? POLLOUT : 0));
  }
  const int ready = PollAll(polls.data(), polls.size(), ms);
  for (size_t i = 0; i < watched.size(); ++i) {
    const int found = ready > 0 ? polls[i].revents : 0;
    // The end of a stream and its failures are found by reading or writing.
    const bool ended = (found & (POLLHUP | POLLERR | POLLNVAL)) != 0;
    watched[i].readable = (found & POLLIN) != 0 || (ended && !watched[i].for_writing);
    watched[i].writable = (found & POLLOUT) != 0 || (ended && watched[i].for_writing);
  }
}

}  // namespace runner
