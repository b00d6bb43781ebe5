#include "runner/system/stderr_capture.h"

#include <cstdio>

#include "runner/system/crash_handlers.h"

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#else
#include <fcntl.h>
#include <unistd.h>
#endif

namespace runner {
namespace {

constexpr int kStderr = 2;
constexpr unsigned kLimit = 64 * 1024;

#ifdef _WIN32
bool MakePipe(int ends[2]) { return _pipe(ends, 16 * kLimit, _O_BINARY | _O_NOINHERIT) == 0; }
int Duplicate(int fd) { return _dup(fd); }
bool Replace(int fd, int target) { return _dup2(fd, target) == 0; }
void Close(int fd) { _close(fd); }
int Read(int fd, char* to, unsigned bytes) { return _read(fd, to, bytes); }
#else
bool MakePipe(int ends[2]) {
  if (pipe(ends) != 0) return false;
  // A full pipe must lose text, not stop the program: nobody reads before the end.
  fcntl(ends[1], F_SETFL, fcntl(ends[1], F_GETFL) | O_NONBLOCK);
  return true;
}
int Duplicate(int fd) { return fcntl(fd, F_DUPFD_CLOEXEC, 3); }
bool Replace(int fd, int target) { return dup2(fd, target) >= 0; }
void Close(int fd) { close(fd); }
int Read(int fd, char* to, unsigned bytes) { return static_cast<int>(read(fd, to, bytes)); }
#endif

}  // namespace

StderrCapture::StderrCapture() {
  std::fflush(stderr);
  int ends[2] = {-1, -1};
  saved_ = Duplicate(kStderr);
  if (saved_ < 0 || !MakePipe(ends)) return;
  if (Replace(ends[1], kStderr)) read_end_ = ends[0];
  SetCrashOutput(saved_, read_end_);
  Close(ends[1]);
}

StderrCapture::~StderrCapture() { Finish(); }

std::string StderrCapture::Finish() {
  if (saved_ < 0) return "";
  std::fflush(stderr);
  Replace(saved_, kStderr);  // also closes the pipe's last writing end, so that reading ends
  SetCrashOutput(-1, -1);
  Close(saved_);
  saved_ = -1;
  std::string text;
  if (read_end_ < 0) return text;
  char part[4096];
  for (int got = Read(read_end_, part, sizeof(part)); got > 0; got = Read(read_end_, part, sizeof(part))) {
    if (text.size() < kLimit) text.append(part, static_cast<size_t>(got));
  }
  Close(read_end_);
  read_end_ = -1;
  return text;
}

}  // namespace runner
