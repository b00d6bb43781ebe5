#include "runner/crash.h"

#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <initializer_list>
#include <new>

#ifdef _WIN32
#include <windows.h>

#include <io.h>
#else
#include <unistd.h>
#endif

namespace runner {
namespace {

// A signal handler can only reach what is global.
std::atomic<int> crash_output{-1};
std::atomic<size_t> crash_frame_bytes{0};
char crash_frame[1024];

#define RUNNER_CRASH_WHAT "The program stopped inside the runtime"
#define RUNNER_CRASH_WHY "The runtime cannot handle this model or this input; the model's file is most likely damaged."
#define RUNNER_CRASH_DO "Unpack the program again, or export the model again."

constexpr char kSentences[] = "error: " RUNNER_CRASH_WHAT "\nwhy: " RUNNER_CRASH_WHY "\ndo: " RUNNER_CRASH_DO "\n";
constexpr char kNoMemory[] =
    "error: The program cannot go on\nwhy: There was not enough memory.\n"
    "do: Give smaller inputs, or close other programs.\n";
constexpr int kCannotRun = 3;

void Put(int to, const char* bytes, size_t count) {
#ifdef _WIN32
  _write(to, bytes, static_cast<unsigned>(count));
#else
  const ssize_t ignored = write(to, bytes, count);
  static_cast<void>(ignored);
#endif
}

[[noreturn]] void SayAndEnd() {
  const int redirected = crash_output.load();
  const int to = redirected < 0 ? 2 : redirected;
  Put(to, kSentences, sizeof(kSentences) - 1);
  if (crash_frame_bytes.load() > 0) Put(1, crash_frame, crash_frame_bytes.load());
#ifdef _WIN32
  TerminateProcess(GetCurrentProcess(), kCannotRun);
  std::_Exit(kCannotRun);
#else
  _exit(kCannotRun);
#endif
}

// The program is built without exceptions: there is nothing to unwind to when memory ends.
[[noreturn]] void OnNoMemory() {
  const int redirected = crash_output.load();
  Put(redirected < 0 ? 2 : redirected, kNoMemory, sizeof(kNoMemory) - 1);
  std::_Exit(kCannotRun);
}

extern "C" void OnFatalSignal(int) { SayAndEnd(); }

#ifdef _WIN32
LONG WINAPI OnException(EXCEPTION_POINTERS*) { SayAndEnd(); }
#endif

}  // namespace

void ReportCrashes() {
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
  action.sa_handler = OnFatalSignal;
  action.sa_flags = SA_ONSTACK | SA_RESETHAND;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) sigaction(signal, &action, nullptr);
#endif
}

CrashWords WordsOfCrash() { return {RUNNER_CRASH_WHAT, RUNNER_CRASH_WHY, RUNNER_CRASH_DO}; }

void SetCrashFrame(const std::string& bytes) {
  crash_frame_bytes.store(0);
  if (bytes.size() > sizeof(crash_frame)) return;
  bytes.copy(crash_frame, bytes.size());
  crash_frame_bytes.store(bytes.size());
}

void SetCrashOutput(int file_descriptor) { crash_output.store(file_descriptor); }

}  // namespace runner
