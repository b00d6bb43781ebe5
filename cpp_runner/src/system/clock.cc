#include "runner/system/clock.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <ctime>
#endif

namespace runner {

#ifdef _WIN32

double NowMs() {
  LARGE_INTEGER ticks = {}, per_second = {};
  QueryPerformanceCounter(&ticks);
  QueryPerformanceFrequency(&per_second);
  return static_cast<double>(ticks.QuadPart) * 1e3 / static_cast<double>(per_second.QuadPart);
}

#else

double NowMs() {
  struct timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

#endif

}  // namespace runner
