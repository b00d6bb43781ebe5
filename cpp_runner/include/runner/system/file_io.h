// Reads and writes whole files. Paths are UTF-8 on every system.
// Thread rule: functions without state; two writers of the same path end with one of the two files, whole.
#ifndef RUNNER_SYSTEM_FILE_IO_H_
#define RUNNER_SYSTEM_FILE_IO_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"

namespace runner {

constexpr uint64_t kMaxFileBytes = uint64_t{2} << 30;

// An ordinary file's bytes. Devices, pipes, sockets, folders and what holds more than it says (the system's own, such as
// those in /proc) are refused at once, before anything is read from them; so is what is larger than `most`.
Result<std::string> ReadFile(const std::string& path, uint64_t most = kMaxFileBytes);
// The same; its failures do not name the file.
Result<std::string> ReadContent(const std::string& path, uint64_t most = kMaxFileBytes);

// Whether a file may be put at `path`: nothing is there, or a file. A folder, a device, a pipe or a socket is refused.
Result<Done> CheckTarget(const std::string& path);

// A result that would take the place of what it is made from.
Failure WouldReplaceInput(const std::string& path);

// Writes the pieces one after another beside `path` under another name, then renames: `path` is the old file or the
// whole new one, never a part. After a failure nothing is left beside it.
Result<Done> WriteFileAtomically(const std::string& path, const std::vector<std::string_view>& pieces);

}  // namespace runner

#endif  // RUNNER_SYSTEM_FILE_IO_H_
