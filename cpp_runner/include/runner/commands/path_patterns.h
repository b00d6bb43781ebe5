// Patterns of paths, as shells know them: * any letters, ? one, [a-z] one of these, [!a-z] one of the others, ** any folders.
// Thread rule: functions without state.
#ifndef RUNNER_COMMANDS_PATH_PATTERNS_H_
#define RUNNER_COMMANDS_PATH_PATTERNS_H_

#include <string>
#include <string_view>
#include <vector>

namespace runner {

bool IsPattern(std::string_view name);
// Whether a name fits a pattern for one part of a path.
bool FitsPattern(std::string_view name, std::string_view pattern);
// The files and folders that fit, sorted. Hidden ones fit only where the pattern begins with their point.
std::vector<std::string> PathsThatFit(const std::string& pattern);

}  // namespace runner

#endif  // RUNNER_COMMANDS_PATH_PATTERNS_H_
