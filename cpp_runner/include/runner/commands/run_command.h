// Runs the command that the command line asks for, and prints its results on standard output and failures on standard error.
// Thread rule: one command in a process.
#ifndef RUNNER_COMMANDS_RUN_COMMAND_H_
#define RUNNER_COMMANDS_RUN_COMMAND_H_

#include "runner/commands/options.h"
#include "runner/core/base/result.h"

namespace runner {

// The exit code of the program.
Result<int> RunCommand(const Options& options);

// "error: ...", "why: ...", "do: ..." on standard error.
void PrintFailure(const Failure& failure);

}  // namespace runner

#endif  // RUNNER_COMMANDS_RUN_COMMAND_H_
