#include "runner/system/resource_limits.h"

#include <atomic>

#ifdef _WIN32
#include <windows.h>

#include "runner/system/crash_handlers.h"
#else
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#endif

namespace runner {
namespace {

constexpr double kWaits = 6.0;  // for disks and other programs, as a multiple of the processor's own work

std::atomic<bool> memory_is_limited{false};

#ifdef __linux__
// Reads what RLIMIT_DATA counts: the sixth number of /proc/self/statm, in pages. 0 where it cannot be read.
uint64_t WritableBytes() {
  const int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  char text[160] = {};
  const ssize_t got = file < 0 ? 0 : read(file, text, sizeof(text) - 1);
  if (file >= 0) close(file);
  unsigned long pages = 0;
  if (got <= 0 || std::sscanf(text, "%*u %*u %*u %*u %*u %lu", &pages) != 1) return 0;
  return static_cast<uint64_t>(pages) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}
#endif

}  // namespace

bool MemoryLimit::holds() { return memory_is_limited.load(); }

#ifdef __linux__

MemoryLimit::MemoryLimit(uint64_t bytes) {
  struct rlimit limit = {};
  const uint64_t now = WritableBytes();
  if (now == 0 || holds() || getrlimit(RLIMIT_DATA, &limit) != 0) return;
  before_ = limit.rlim_cur;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_cur, static_cast<rlim_t>(now + bytes));
  set_ = setrlimit(RLIMIT_DATA, &limit) == 0;
  memory_is_limited.store(set_);
}

MemoryLimit::~MemoryLimit() {
  if (!set_) return;
  struct rlimit limit = {};
  getrlimit(RLIMIT_DATA, &limit);
  limit.rlim_cur = static_cast<rlim_t>(before_);
  setrlimit(RLIMIT_DATA, &limit);
  memory_is_limited.store(false);
}

#else

MemoryLimit::MemoryLimit(uint64_t) {}
MemoryLimit::~MemoryLimit() = default;

#endif

#ifdef _WIN32

namespace {

HANDLE timer = nullptr;

void CALLBACK OnTime(PVOID, BOOLEAN) { EndAtTimeLimit(); }

}  // namespace

TimeLimit::TimeLimit(double seconds, int) {
  const DWORD ms = static_cast<DWORD>(seconds * kWaits * 1e3);
  CreateTimerQueueTimer(&timer, nullptr, OnTime, nullptr, ms, 0, WT_EXECUTEONLYONCE);
}

TimeLimit::~TimeLimit() {
  if (timer != nullptr) DeleteTimerQueueTimer(nullptr, timer, nullptr);
  timer = nullptr;
}

uint64_t PhysicalMemory() {
  MEMORYSTATUSEX status = {};
  status.dwLength = sizeof(status);
  return GlobalMemoryStatusEx(&status) ? status.ullTotalPhys : 0;
}

#else

namespace {

void Count(int clock, double seconds) {
  struct itimerval value = {};
  value.it_value.tv_sec = static_cast<time_t>(std::ceil(seconds));
  setitimer(clock, &value, nullptr);
}

}  // namespace

TimeLimit::TimeLimit(double seconds, int threads) {
  Count(ITIMER_PROF, seconds * threads);
  Count(ITIMER_REAL, seconds * kWaits);
}

TimeLimit::~TimeLimit() {
  Count(ITIMER_PROF, 0.0);
  Count(ITIMER_REAL, 0.0);
}

uint64_t PhysicalMemory() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long bytes = sysconf(_SC_PAGESIZE);
  return pages < 1 || bytes < 1 ? 0 : static_cast<uint64_t>(pages) * static_cast<uint64_t>(bytes);
}

#endif

}  // namespace runner
