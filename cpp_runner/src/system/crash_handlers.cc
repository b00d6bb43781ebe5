#include "runner/system/crash_handlers.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <new>

#include "runner/system/resource_limits.h"

#ifdef _WIN32
#include <windows.h>

#include <io.h>
#else
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>
#endif

namespace runner {
namespace {

constexpr int kCannotRun = 3;

// Bytes that a signal handler can write: it can only reach what is global, and may not allocate.
struct Fixed {
  char bytes[1024];
  std::atomic<size_t> size;
};

std::atomic<int> crash_output{-1};
std::atomic<int> crash_captured{-1};
std::atomic<uint32_t> frame_id{0};
std::atomic<size_t> frame_id_at{0};
std::atomic<int> frame_output{1};
FrameOfFailure frame_of_failure = nullptr;
Fixed sentences[kEndings];
Fixed frames[kEndings];

void Put(int to, const char* bytes, size_t count) {
#ifdef _WIN32
  _write(to, bytes, static_cast<unsigned>(count));
#else
  const ssize_t ignored = write(to, bytes, count);
  static_cast<void>(ignored);
#endif
}

void Keep(Fixed& kept, const std::string& bytes) {
  kept.size.store(0);
  if (bytes.size() > sizeof(kept.bytes)) return;
  bytes.copy(kept.bytes, bytes.size());
  kept.size.store(bytes.size());
}

void PutFrame(Fixed& frame) {
  if (frame.size.load() == 0 || frame_output.load() < 0) return;
  if (frame_id_at.load() != kNoFrameId) {
    for (size_t i = 0; i < 4; ++i) frame.bytes[frame_id_at.load() + i] = static_cast<char>(frame_id.load() >> (8 * i));
  }
  Put(frame_output.load(), frame.bytes, frame.size.load());
}

[[noreturn]] void SayAndEnd(Ending ending) {
  const int redirected = crash_output.load();
  const Fixed& said = sentences[static_cast<int>(ending)];
  Put(redirected < 0 ? 2 : redirected, said.bytes, said.size.load());
  PutFrame(frames[static_cast<int>(ending)]);
#ifdef _WIN32
  TerminateProcess(GetCurrentProcess(), kCannotRun);
  std::_Exit(kCannotRun);
#else
  _exit(kCannotRun);
#endif
}

// The program is built without exceptions: there is nothing to unwind to when memory ends.
[[noreturn]] void OnNoMemory() { SayAndEnd(MemoryLimit::holds() ? Ending::kMemoryLimit : Ending::kNoMemory); }

#ifdef _WIN32

extern "C" void OnFatalSignal(int) { SayAndEnd(Ending::kCrash); }
LONG WINAPI OnException(EXCEPTION_POINTERS*) { SayAndEnd(Ending::kCrash); }

#else

// The runtime's last words are those of a C++ program whose allocation failed.
bool SaysNoMemory() {
  const int captured = crash_captured.load();
  if (captured < 0) return false;
  fcntl(captured, F_SETFL, O_NONBLOCK);
  static char text[4097];
  bool says = false;
  for (ssize_t got = read(captured, text, 4096); got > 0; got = read(captured, text, 4096)) {
    text[got] = '\0';
    says = says || std::strstr(text, "bad_alloc") != nullptr || std::strstr(text, "length_error") != nullptr;
  }
  return says;
}

extern "C" void OnFatalSignal(int) {
  // A refused allocation leaves its mark, whoever stumbles over the missing memory afterwards.
  const bool refused = errno == ENOMEM;
  SayAndEnd(MemoryLimit::holds() && (refused || SaysNoMemory()) ? Ending::kMemoryLimit : Ending::kCrash);
}

extern "C" void OnTimeSignal(int) { SayAndEnd(Ending::kTimeLimit); }

#endif

// The words for what no limit says.
void SetUsualEndings() {
  SetEnding(Ending::kCrash,
            Failure::CannotRun("The program stopped inside the runtime",
                               "The runtime cannot handle this model or this input; the model's file is most likely damaged.",
                               "Unpack the program again, or export the model again."));
  SetEnding(Ending::kNoMemory, Failure::CannotRun("The program cannot continue", "There was not enough memory.",
                                                  "Give smaller inputs, or close other programs."));
}

}  // namespace

void ReportCrashes() {
  SetUsualEndings();
  std::set_new_handler(OnNoMemory);
#ifdef _WIN32
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
  SetUnhandledExceptionFilter(OnException);
  std::signal(SIGABRT, OnFatalSignal);
#else
  // A stack of its own: the usual one may be what overflowed.
  static char stack[64 * 1024];
  stack_t alternative = {};
  alternative.ss_sp = stack;
  alternative.ss_size = sizeof(stack);
  sigaltstack(&alternative, nullptr);
  struct sigaction action = {};
  action.sa_flags = SA_ONSTACK | SA_RESETHAND;
  action.sa_handler = OnFatalSignal;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) sigaction(signal, &action, nullptr);
  action.sa_handler = OnTimeSignal;
  for (const int signal : {SIGPROF, SIGALRM}) sigaction(signal, &action, nullptr);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow any more is an error of writing, in words
#endif
}

void SetEnding(Ending ending, const Failure& failure) {
  Keep(sentences[static_cast<int>(ending)],
       "error: " + failure.what() + "\nwhy: " + failure.why() + "\ndo: " + failure.remedy() + "\n");
  if (frame_of_failure != nullptr) Keep(frames[static_cast<int>(ending)], frame_of_failure(failure));
}

void SetCrashOutput(int file_descriptor, int captured) {
  crash_output.store(file_descriptor);
  crash_captured.store(captured);
}

void SetEndingFrames(FrameOfFailure frame, size_t id_at) {
  frame_id_at.store(id_at);
  frame_of_failure = frame;
  SetUsualEndings();
}

void SetEndingFrameId(uint32_t id) { frame_id.store(id); }

#ifdef _WIN32
void SetEndingOutput(int) { frame_output.store(-1); }  // sockets are no descriptors here
#else
void SetEndingOutput(int descriptor) { frame_output.store(descriptor); }
#endif

void EndAtTimeLimit() { SayAndEnd(Ending::kTimeLimit); }

}  // namespace runner
