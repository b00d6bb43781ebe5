// Answers files, one after another.
// Thread rule: one command in a process.
#ifndef RUNNER_COMMANDS_ANSWER_FILES_H_
#define RUNNER_COMMANDS_ANSWER_FILES_H_

#include "runner/commands/options.h"
#include "runner/core/base/result.h"

namespace runner {

// The exit code: 0; 1 where some could not be answered; 3 where the runtime refused all of them.
Result<int> AnswerFiles(const Options& options);

}  // namespace runner

#endif  // RUNNER_COMMANDS_ANSWER_FILES_H_
