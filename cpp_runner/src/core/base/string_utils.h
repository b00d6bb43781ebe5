// String helpers: searching, endings, trimming, digits.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_BASE_STRING_UTILS_H_
#define RUNNER_SRC_CORE_BASE_STRING_UTILS_H_

#include <string>
#include <string_view>

namespace runner {

inline bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

inline bool IsDigit(char letter) { return letter >= '0' && letter <= '9'; }

inline bool EndsWith(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

// Without the blanks at both ends.
inline std::string Trimmed(std::string_view text, std::string_view blanks) {
  const size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

}  // namespace runner

#endif  // RUNNER_SRC_CORE_BASE_STRING_UTILS_H_
