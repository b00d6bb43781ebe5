// MemoryLimit and TimeLimit: how much memory and time the runtime gets. What the process does beside it is not held to them.
// Thread rule: one of each at a time, made and ended by one thread; a reached limit ends the process (crash_handlers.h).
#ifndef RUNNER_SYSTEM_RESOURCE_LIMITS_H_
#define RUNNER_SYSTEM_RESOURCE_LIMITS_H_

#include <cstdint>

namespace runner {

// While it lives, the memory of the process grows by at most `bytes`: then allocations fail. Linux only, where the system
// counts what a process may write to; elsewhere nothing is held.
class MemoryLimit {
 public:
  explicit MemoryLimit(uint64_t bytes);
  ~MemoryLimit();
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

  // Whether one holds at this moment.
  static bool holds();

 private:
  [[maybe_unused]] bool set_ = false;
  [[maybe_unused]] uint64_t before_ = 0;
};

// While it lives, the processor works at most `seconds` a thread, and six times that pass at most: then the process ends.
// A machine that is busy with other things, or asleep, does not end it earlier.
class TimeLimit {
 public:
  TimeLimit(double seconds, int threads);
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;
};

// The machine's memory in bytes; 0 where the system does not tell.
uint64_t PhysicalMemory();

}  // namespace runner

#endif  // RUNNER_SYSTEM_RESOURCE_LIMITS_H_
