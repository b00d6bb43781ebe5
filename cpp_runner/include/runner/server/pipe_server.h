// Pipe server: answers frames from standard input on standard output until it ends (docs/runner.md).
// Thread rule: the only user of standard input and output while it runs.
#ifndef RUNNER_SERVER_PIPE_SERVER_H_
#define RUNNER_SERVER_PIPE_SERVER_H_

#include "runner/core/base/result.h"
#include "runner/engine/program_files.h"

namespace runner {

// `elsewhere`: the other side runs the model. The exit code. A failure to start is told in a frame, not as a Failure; a broken stream is a Failure.
Result<int> ServePipe(const NamedFiles& named, int threads, bool elsewhere);

}  // namespace runner

#endif  // RUNNER_SERVER_PIPE_SERVER_H_
