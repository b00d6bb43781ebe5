// Random numbers of the system.
// Thread rule: functions without state.
#ifndef RUNNER_SYSTEM_RANDOM_BITS_H_
#define RUNNER_SYSTEM_RANDOM_BITS_H_

#include <cstdint>

namespace runner {

// A number that nobody can foresee, another one in every call.
uint64_t RandomBits();

}  // namespace runner

#endif  // RUNNER_SYSTEM_RANDOM_BITS_H_
