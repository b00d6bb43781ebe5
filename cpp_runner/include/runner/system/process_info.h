// What this process is: its arguments, its executable, its memory, its processors.
// Thread rule: functions without state.
#ifndef RUNNER_SYSTEM_PROCESS_INFO_H_
#define RUNNER_SYSTEM_PROCESS_INFO_H_

#include <cstdint>
#include <string>
#include <vector>

#include "runner/core/base/result.h"

namespace runner {

// What the program was called with, as UTF-8: its own name first, where there is one.
std::vector<std::string> ArgumentsAsUtf8(int argc, char** argv);

// The file of the running executable itself, links followed.
Result<std::string> ExecutablePath();

// The most memory that this process has held at once, in bytes; 0 where the system does not tell.
int64_t PeakMemoryBytes();

// Processors that this process may use, at least 1.
int ProcessorCount();

}  // namespace runner

#endif  // RUNNER_SYSTEM_PROCESS_INFO_H_
