// Handlers of fatal signals, failed allocations and reached limits. A damaged model can make the runtime stop the whole process,
// take all memory or never end: that becomes the three sentences of any other failure and exit code 3.
// Thread rule: call once, from main, before other threads exist.
#ifndef RUNNER_SYSTEM_CRASH_HANDLERS_H_
#define RUNNER_SYSTEM_CRASH_HANDLERS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "runner/core/base/result.h"

namespace runner {

// Ways in which the process is ended from within.
enum class Ending { kCrash, kNoMemory, kMemoryLimit, kTimeLimit };
constexpr int kEndings = 4;

// From now on a fatal signal, a failed allocation and a reached limit (resource_limits.h) print their sentences on standard error and
// end the process with 3.
void ReportCrashes();

// The sentences of an ending, in place of those that it has.
void SetEnding(Ending ending, const Failure& failure);

// Sets where the sentences go while standard error itself is redirected (below 0 = standard error), and where what the runtime
// writes to it meanwhile can be read without waiting.
void SetCrashOutput(int file_descriptor, int captured);

// Tells who waits for an answer the same, for the request with the number `id`: a program at the other end of standard
// output, or of the socket that is named. Each frame is at most 1 KiB; its four bytes at `id_at` are the number.
using FrameOfFailure = std::string (*)(const Failure& failure);
constexpr size_t kNoFrameId = SIZE_MAX;  // in place of `id_at`: the frame holds no number
void SetEndingFrames(FrameOfFailure frame, size_t id_at);
void SetEndingFrameId(uint32_t id);
void SetEndingOutput(int descriptor);  // below 0: nobody waits

// Ends the process as at the end of its time; for the systems where no signal does that.
[[noreturn]] void EndAtTimeLimit();

}  // namespace runner

#endif  // RUNNER_SYSTEM_CRASH_HANDLERS_H_
