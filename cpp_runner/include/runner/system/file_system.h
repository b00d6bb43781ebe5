// File system: what lies at a path, what a folder holds, opening, renaming and removing files. Paths are UTF-8 on every
// system. Not std::filesystem: that one lives in the C++ library, which takes a minute to build for a first link.
// Thread rule: functions without state.
#ifndef RUNNER_SYSTEM_FILE_SYSTEM_H_
#define RUNNER_SYSTEM_FILE_SYSTEM_H_

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace runner {

enum class PathKind {
  kUnknown,  // the system does not tell, for example because a folder above is closed to us
  kMissing,
  kFile,
  kFolder,
  kOther,  // a device, a pipe, a socket
};

struct PathFacts {
  PathKind kind = PathKind::kUnknown;
  int64_t bytes = 0;  // of a file
};

// Links are followed.
PathFacts LookAt(const std::string& path);

// A regular file that exists.
bool FileExists(const std::string& path);
// Its size in bytes; 0 where there is none.
int64_t FileBytes(const std::string& path);

// The names in a folder in no order, "." and ".." left out; what could be read before a failure.
std::vector<std::string> NamesIn(const std::string& folder);

// For bytes, not for lines; null on failure, and errno tells why. Only ordinary files are opened for reading, and never
// waited for: a pipe may have taken a file's place since it was looked at.
std::FILE* OpenFile(const std::string& path, bool write);

#ifndef _WIN32
// The same as a descriptor, -1 on failure; `*bytes` is the file's size.
int OpenToRead(const std::string& path, int64_t* bytes);
#endif

// A folder and those above it that are missing; true when it is there afterwards.
bool MakeFolders(const std::string& path);

// Whether the path itself is a link, to a file or a folder.
bool IsLink(const std::string& path);
// The path with its links followed, also where nothing is there yet; on Windows the same.
std::string ResolvedPath(const std::string& path);
// Whether two paths lead to one file that is there.
bool IsSameFile(const std::string& a, const std::string& b);

// Renames a file over what `to` is, in one step. On failure `*reason` is the system's own words.
bool RenameOver(const std::string& from, const std::string& to, std::string* reason);

// Nothing happens where there is no such file.
void RemoveFile(const std::string& path);

}  // namespace runner

#endif  // RUNNER_SYSTEM_FILE_SYSTEM_H_
