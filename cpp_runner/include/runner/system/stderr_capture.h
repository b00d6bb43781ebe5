// StderrCapture: takes what is written to standard error while it lives, for a library that cannot be told to be silent.
// Thread rule: one at a time in a process, made and ended by the same thread.
#ifndef RUNNER_SYSTEM_STDERR_CAPTURE_H_
#define RUNNER_SYSTEM_STDERR_CAPTURE_H_

#include <string>

namespace runner {

class StderrCapture {
 public:
  StderrCapture();
  ~StderrCapture();
  StderrCapture(const StderrCapture&) = delete;
  StderrCapture& operator=(const StderrCapture&) = delete;

  // Puts standard error back and gives the first 64 KiB of what was written; later calls give "".
  std::string Finish();

 private:
  int saved_ = -1;
  int read_end_ = -1;
};

}  // namespace runner

#endif  // RUNNER_SYSTEM_STDERR_CAPTURE_H_
