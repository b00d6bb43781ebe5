#include "runner/system/picture_decoder_process.h"

#include "core/pictures/picture_decoders.h"

#if defined(RUNNER_WITH_STB) && !defined(_WIN32)
#define RUNNER_PICTURES_APART
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "runner/system/clock.h"
#endif

namespace runner {

#ifdef RUNNER_PICTURES_APART

namespace {

// The largest picture that is read is 716 MB; while it is decoded there are up to four such pieces.
constexpr rlim_t kMostMemory = rlim_t{3} << 30;
constexpr double kMostMs = 30'000.0;
constexpr int kNoMemoryCode = 3;  // crash_handlers.cc's
#ifdef MSG_NOSIGNAL
constexpr int kQuietly = MSG_NOSIGNAL;
#else
constexpr int kQuietly = 0;
#endif

struct Announced {
  uint64_t name_bytes = 0;
  uint64_t bytes = 0;
};

struct Decoded {
  int32_t width = 0;  // 0: a failure's three texts follow
  int32_t height = 0;
  int32_t channels = 0;
};

// The child's ends of the socket: it may wait for ever, its parent's end closes with the parent.
bool ReadAll(int socket, void* bytes, size_t count) {
  char* to = static_cast<char*>(bytes);
  while (count > 0) {
    const ssize_t got = recv(socket, to, count, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    count -= static_cast<size_t>(got);
  }
  return true;
}

bool WriteAll(int socket, const void* bytes, size_t count) {
  const char* from = static_cast<const char*>(bytes);
  while (count > 0) {
    const ssize_t put = send(socket, from, count, kQuietly);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    from += put;
    count -= static_cast<size_t>(put);
  }
  return true;
}

bool WriteText(int socket, const std::string& text) {
  const uint64_t size = text.size();
  return WriteAll(socket, &size, sizeof size) && WriteAll(socket, text.data(), text.size());
}

bool AnswerOne(int socket) {
  Announced announced;
  if (!ReadAll(socket, &announced, sizeof announced)) return false;
  std::string name(static_cast<size_t>(announced.name_bytes), '\0');
  std::string bytes(static_cast<size_t>(announced.bytes), '\0');
  if (!ReadAll(socket, name.data(), name.size()) || !ReadAll(socket, bytes.data(), bytes.size())) return false;
  const Result<Picture> picture = DecodePicture(bytes, name);
  Decoded decoded;
  if (picture.ok()) decoded = {picture.value().width, picture.value().height, picture.value().channels};
  if (!WriteAll(socket, &decoded, sizeof decoded)) return false;
  if (picture.ok()) return WriteAll(socket, picture.value().pixels.data(), picture.value().pixels.size());
  const Failure& failure = picture.failure();
  return WriteText(socket, failure.what) && WriteText(socket, failure.why) && WriteText(socket, failure.remedy);
}

// Leaves the decoder its socket to read and write, and a picture's memory. It says nothing and leaves no core.
void Confine() {
  const int nowhere = open("/dev/null", O_RDWR);
  for (int stream = 0; stream <= 2 && nowhere >= 0; ++stream) dup2(nowhere, stream);
  if (nowhere > 2) close(nowhere);
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  setrlimit(RLIMIT_FSIZE, &none);
  struct rlimit memory = {};
  getrlimit(RLIMIT_DATA, &memory);
  memory.rlim_cur = std::min(kMostMemory, memory.rlim_max);
  memory.rlim_max = memory.rlim_cur;
  setrlimit(RLIMIT_DATA, &memory);
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(number, SIG_DFL);
}

}  // namespace

PictureDecoderProcess::PictureDecoderProcess() { Start(); }

PictureDecoderProcess::~PictureDecoderProcess() {
  if (id_ == 0) return;
  close(socket_);  // that ends it
  waitpid(static_cast<pid_t>(id_), nullptr, 0);
}

bool PictureDecoderProcess::Start() {
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return false;
  for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
#ifdef SO_NOSIGPIPE
  const int on = 1;
  for (const int end : ends) setsockopt(end, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    Confine();
    while (AnswerOne(ends[1])) continue;
    _exit(0);
  }
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    return false;
  }
  socket_ = ends[0];
  id_ = child;
  return true;
}

bool PictureDecoderProcess::WaitFor(short event) {
  for (;;) {
    const double left = deadline_ms_ - NowMs();
    if (left <= 0.0) return false;
    struct pollfd watched = {socket_, event, 0};
    const int ready = poll(&watched, 1, static_cast<int>(left) + 1);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool PictureDecoderProcess::Send(const void* bytes, size_t count) {
  const char* from = static_cast<const char*>(bytes);
  while (count > 0) {
    if (!WaitFor(POLLOUT)) return false;
    const ssize_t put = send(socket_, from, count, kQuietly | MSG_DONTWAIT);
    if (put < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (put <= 0) return false;
    from += put;
    count -= static_cast<size_t>(put);
  }
  return true;
}

bool PictureDecoderProcess::Receive(void* bytes, size_t count) {
  char* to = static_cast<char*>(bytes);
  while (count > 0) {
    if (!WaitFor(POLLIN)) return false;
    const ssize_t got = recv(socket_, to, count, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return false;
    to += got;
    count -= static_cast<size_t>(got);
  }
  return true;
}

bool PictureDecoderProcess::ReceiveText(std::string& text) {
  uint64_t size = 0;
  if (!Receive(&size, sizeof size) || size > (uint64_t{1} << 20)) return false;
  text.resize(static_cast<size_t>(size));
  return Receive(text.data(), text.size());
}

Failure PictureDecoderProcess::Stopped(const std::string& name, bool in_time) {
  kill(static_cast<pid_t>(id_), SIGKILL);
  int status = 0;
  waitpid(static_cast<pid_t>(id_), &status, 0);
  close(socket_);
  id_ = 0;
  const bool no_memory = WIFEXITED(status) && WEXITSTATUS(status) == kNoMemoryCode;
  const char* const why = !in_time    ? "Its decoder did not finish within 30 seconds."
                          : no_memory ? "It needs more memory than one picture may use."
                                      : "Its decoder stopped: the file is damaged, or made to do harm.";
  return Failure::Usage("The picture " + name + " cannot be read", why, "Save it again with another program, or leave it out.");
}

Result<Picture> PictureDecoderProcess::Decode(std::string_view bytes, const std::string& name) {
  if (!IsStbPicture(bytes)) return DecodePicture(bytes, name);
  if (id_ == 0 && !Start()) {
    return Failure::Usage("The picture " + name + " cannot be read", "The system does not allow its decoder to start.",
                          "Close other programs, or give it as .bmp.");
  }
  deadline_ms_ = NowMs() + kMostMs;
  const Announced announced = {name.size(), bytes.size()};
  Decoded decoded;
  if (!Send(&announced, sizeof announced) || !Send(name.data(), name.size()) || !Send(bytes.data(), bytes.size()) ||
      !Receive(&decoded, sizeof decoded)) {
    return Stopped(name, NowMs() < deadline_ms_);
  }
  if (decoded.width == 0) {
    Failure failure;
    if (ReceiveText(failure.what) && ReceiveText(failure.why) && ReceiveText(failure.remedy)) return failure;
    return Stopped(name, NowMs() < deadline_ms_);
  }
  // A decoder that was taken over by its file is still held to what a picture is.
  const bool known = decoded.channels == 1 || decoded.channels == 3 || decoded.channels == 4;
  Result<Picture> picture = MakePicture(decoded.width, decoded.height, known ? decoded.channels : 0, name);
  if (!picture.ok() || !known || !Receive(picture.value().pixels.data(), picture.value().pixels.size())) {
    return Stopped(name, NowMs() < deadline_ms_);
  }
  return picture;
}

#else

PictureDecoderProcess::PictureDecoderProcess() = default;
PictureDecoderProcess::~PictureDecoderProcess() = default;

Result<Picture> PictureDecoderProcess::Decode(std::string_view bytes, const std::string& name) { return DecodePicture(bytes, name); }

#endif

}  // namespace runner
