#include "runner/system/stop_signals.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <csignal>
#include <initializer_list>

#include <unistd.h>
#endif

namespace runner {
namespace {

#ifdef _WIN32

constexpr unsigned kEndedByCtrlC = 130;

BOOL WINAPI OnConsoleEvent(DWORD) { ExitProcess(kEndedByCtrlC); }

#else

constexpr int kEndedBySignal = 128;

extern "C" void OnStopSignal(int number) { _exit(kEndedBySignal + number); }

#endif

}  // namespace

#ifdef _WIN32

void EndOnStopSignals() { SetConsoleCtrlHandler(OnConsoleEvent, TRUE); }

#else

void EndOnStopSignals() {
  for (const int number : {SIGINT, SIGTERM}) {
    if (std::signal(number, OnStopSignal) == SIG_IGN) std::signal(number, SIG_IGN);  // who started us wants it so
  }
}

#endif

}  // namespace runner
