// Numbers as people write long ones: 1,073,741,824.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_BASE_GROUPED_DIGITS_H_
#define RUNNER_SRC_CORE_BASE_GROUPED_DIGITS_H_

#include <cstdint>
#include <string>

namespace runner {

inline std::string Grouped(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

}  // namespace runner

#endif  // RUNNER_SRC_CORE_BASE_GROUPED_DIGITS_H_
