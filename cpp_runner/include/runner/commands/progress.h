// Progress: "3 of 20, 12 a second, 2 s left" with a bar on standard error, when that is a terminal.
// Thread rule: one thread.
#ifndef RUNNER_COMMANDS_PROGRESS_H_
#define RUNNER_COMMANDS_PROGRESS_H_

#include <cstddef>
#include <string>

namespace runner {

// The line after `answers` answers in `seconds`, of which `done` of `total` files are finished or begun.
std::string ProgressText(size_t answers, size_t done, size_t total, double seconds);

// The line is wiped before anything else is written to a terminal, and shown again with the next step.
class Progress {
 public:
  explicit Progress(size_t total);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  // Makes room for an answer, where answers go to a terminal too.
  void BeforeAnswer();
  // One more answer was given, of the file number `done` (from 1).
  void Answered(size_t done);
  void Wipe();

 private:
  size_t total_;
  size_t answers_ = 0;
  double begun_;  // ms
  double last_;
  size_t shown_ = 0;  // columns on the terminal
  std::string text_;
  bool active_;
  bool shares_terminal_;
};

}  // namespace runner

#endif  // RUNNER_COMMANDS_PROGRESS_H_
