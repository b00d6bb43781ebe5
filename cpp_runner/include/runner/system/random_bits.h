// Random numbers of the system.
// Thread rule: functions without state.
#ifndef RUNNER_SYSTEM_RANDOM_BITS_H_
#define RUNNER_SYSTEM_RANDOM_BITS_H_

#include <cstdint>
#include <string>

namespace runner {

// A number that nobody can foresee, another one in every call.
uint64_t RandomBits();

// 128 bits that nobody can foresee, as 32 hexadecimal digits; "" where the system has no randomness.
std::string RandomSecret();

}  // namespace runner

#endif  // RUNNER_SYSTEM_RANDOM_BITS_H_
