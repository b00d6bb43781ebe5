// Whole files in and out. Paths are UTF-8 on every system.
// Thread rule: functions without state; two writers of the same path end with one of the two files, whole.
#ifndef RUNNER_FILE_H_
#define RUNNER_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "runner/result.h"

namespace runner {

Result<std::string> ReadFile(const std::string& path);

// Whether a file may be put at `path`: nothing is there, or a file. A folder, a device, a pipe or a socket is refused.
Result<Done> CheckTarget(const std::string& path);

// Writes the pieces one after another beside `path` under another name, then renames: `path` is the old file or the
// whole new one, never a part. After a failure nothing is left beside it.
Result<Done> WriteFileAtomically(const std::string& path, const std::vector<std::string_view>& pieces);

}  // namespace runner

#endif  // RUNNER_FILE_H_
