// The parts of a path, as this system separates them. Paths are UTF-8.
// Thread rule: functions without state.
#ifndef RUNNER_SYSTEM_PATHS_H_
#define RUNNER_SYSTEM_PATHS_H_

#include <string>

namespace runner {

// The characters that separate the parts.
#ifdef _WIN32
inline constexpr char kPathSeparators[] = "\\/";
#else
inline constexpr char kPathSeparators[] = "/";
#endif

// The part of a path before its last separator ("." when it has none), and the part after it.
std::string FolderOf(const std::string& path);
std::string NameOf(const std::string& path);

}  // namespace runner

#endif  // RUNNER_SYSTEM_PATHS_H_
