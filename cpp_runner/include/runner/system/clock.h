// A clock for measuring.
// Thread rule: functions without state.
#ifndef RUNNER_SYSTEM_CLOCK_H_
#define RUNNER_SYSTEM_CLOCK_H_

namespace runner {

// Milliseconds of a clock that never goes back.
double NowMs();

}  // namespace runner

#endif  // RUNNER_SYSTEM_CLOCK_H_
