// A damaged model can make the runtime stop the whole process. These handlers turn that into the three sentences of any
// other failure and exit code 3.
// Thread rule: call once, from main, before other threads exist.
#ifndef RUNNER_CRASH_H_
#define RUNNER_CRASH_H_

#include <string>

namespace runner {

// From now on a fatal signal prints its sentences on standard error and ends the process with 3.
void ReportCrashes();

// Where the sentences go while standard error itself is redirected; below 0 = standard error.
void SetCrashOutput(int file_descriptor);

// The three sentences.
struct CrashWords {
  const char* what;
  const char* why;
  const char* remedy;
};
CrashWords WordsOfCrash();

// Bytes for standard output that tell a program at the other end of a pipe the same; at most 1 KiB, "" = none.
void SetCrashFrame(const std::string& bytes);

}  // namespace runner

#endif  // RUNNER_CRASH_H_
