// What ends a program that would serve for ever: Ctrl+C, and the system's request to stop.
// Thread rule: call once.
#ifndef RUNNER_SYSTEM_STOP_SIGNALS_H_
#define RUNNER_SYSTEM_STOP_SIGNALS_H_

namespace runner {

// From now on Ctrl+C ends the process at once with 130 and SIGTERM with 143, as shells call these, without a message.
void EndOnStopSignals();

}  // namespace runner

#endif  // RUNNER_SYSTEM_STOP_SIGNALS_H_
