#include "runner/system/file_system.h"

#ifdef _WIN32
#include "system/windows_strings.h"
#else
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "runner/system/paths.h"
#endif

namespace runner {

#ifdef _WIN32

PathFacts LookAt(const std::string& path) {
  // Opened, because only that follows links; without the flag folders cannot be opened.
  const HANDLE handle = CreateFileW(Wide(path).c_str(), FILE_READ_ATTRIBUTES,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                                    FILE_FLAG_BACKUP_SEMANTICS, nullptr);
  if (handle == INVALID_HANDLE_VALUE) {
    switch (GetLastError()) {
      case ERROR_FILE_NOT_FOUND:
      case ERROR_PATH_NOT_FOUND:
      case ERROR_INVALID_NAME:
      case ERROR_BAD_PATHNAME:
      case ERROR_BAD_NETPATH: return {PathKind::kMissing, 0};
      default: return {};
    }
  }
  BY_HANDLE_FILE_INFORMATION found = {};
  PathFacts facts;
  if (GetFileType(handle) != FILE_TYPE_DISK) {
    facts.kind = PathKind::kOther;
  } else if (GetFileInformationByHandle(handle, &found)) {
    const bool folder = (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    const int64_t bytes = (static_cast<int64_t>(found.nFileSizeHigh) << 32) | found.nFileSizeLow;
    facts = folder ? PathFacts{PathKind::kFolder, 0} : PathFacts{PathKind::kFile, bytes};
  }
  CloseHandle(handle);
  return facts;
}

std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  WIN32_FIND_DATAW entry = {};
  const HANDLE search = FindFirstFileW((Wide(folder) + L"\\*").c_str(), &entry);
  if (search == INVALID_HANDLE_VALUE) return names;
  do {
    const std::string name = Utf8(entry.cFileName);
    if (name != "." && name != "..") names.push_back(name);
  } while (FindNextFileW(search, &entry));
  FindClose(search);
  return names;
}

std::FILE* OpenFile(const std::string& path, bool write) { return _wfopen(Wide(path).c_str(), write ? L"wb" : L"rb"); }

static void MakeFolder(const std::string& path) { CreateDirectoryW(Wide(path).c_str(), nullptr); }

bool IsLink(const std::string& path) {
  const DWORD attributes = GetFileAttributesW(Wide(path).c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
}

std::string ResolvedPath(const std::string& path) { return path; }

bool RenameOver(const std::string& from, const std::string& to, std::string* reason) {
  if (MoveFileExW(Wide(from).c_str(), Wide(to).c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_COPY_ALLOWED)) return true;
  *reason = WordsOfError(GetLastError());
  return false;
}

void RemoveFile(const std::string& path) { DeleteFileW(Wide(path).c_str()); }

#else

PathFacts LookAt(const std::string& path) {
  struct stat found = {};
  if (stat(path.c_str(), &found) != 0) {
    const bool missing = errno == ENOENT || errno == ENOTDIR;
    return {missing ? PathKind::kMissing : PathKind::kUnknown, 0};
  }
  if (S_ISDIR(found.st_mode)) return {PathKind::kFolder, 0};
  if (S_ISREG(found.st_mode)) return {PathKind::kFile, static_cast<int64_t>(found.st_size)};
  return {PathKind::kOther, 0};
}

std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  DIR* const open = opendir(folder.c_str());
  if (open == nullptr) return names;
  while (const dirent* entry = readdir(open)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  closedir(open);
  return names;
}

int OpenToRead(const std::string& path, int64_t* bytes) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat found = {};
  if (file >= 0 && (fstat(file, &found) != 0 || !S_ISREG(found.st_mode))) {
    close(file);
    errno = EINVAL;
    return -1;
  }
  *bytes = static_cast<int64_t>(found.st_size);
  return file;
}

std::FILE* OpenFile(const std::string& path, bool write) {
  if (write) return std::fopen(path.c_str(), "wb");
  int64_t bytes = 0;
  const int file = OpenToRead(path, &bytes);
  std::FILE* const opened = file < 0 ? nullptr : fdopen(file, "rb");
  if (opened == nullptr && file >= 0) close(file);
  return opened;
}

static void MakeFolder(const std::string& path) { mkdir(path.c_str(), 0777); }

bool IsLink(const std::string& path) {
  struct stat found = {};
  return lstat(path.c_str(), &found) == 0 && S_ISLNK(found.st_mode);
}

std::string ResolvedPath(const std::string& path) {
  constexpr int kMostLinks = 40;  // one behind the other; more lead round in a circle
  char* const resolved = realpath(path.c_str(), nullptr);
  std::string followed = resolved == nullptr ? path : resolved;
  std::free(resolved);
  // What a link leads to may not be there yet.
  char target[4096];
  for (int links = 0; links < kMostLinks && IsLink(followed); ++links) {
    const ssize_t length = readlink(followed.c_str(), target, sizeof target);
    if (length <= 0 || static_cast<size_t>(length) >= sizeof target) break;
    const std::string name(target, static_cast<size_t>(length));
    followed = name[0] == '/' ? name : followed.substr(0, followed.size() - NameOf(followed).size()) + name;
  }
  return followed;
}

bool RenameOver(const std::string& from, const std::string& to, std::string* reason) {
  if (std::rename(from.c_str(), to.c_str()) == 0) return true;
  *reason = std::strerror(errno);
  return false;
}

void RemoveFile(const std::string& path) { unlink(path.c_str()); }

#endif

bool MakeFolders(const std::string& path) {
#ifdef _WIN32
  constexpr char kSeparators[] = "/\\";
#else
  constexpr char kSeparators[] = "/";
#endif
  size_t at = path.find_first_of(kSeparators, 1);
  for (; at != std::string::npos; at = path.find_first_of(kSeparators, at + 1)) MakeFolder(path.substr(0, at));
  MakeFolder(path);
  return LookAt(path).kind == PathKind::kFolder;
}

bool IsSameFile(const std::string& a, const std::string& b) { return FileExists(a) && ResolvedPath(a) == ResolvedPath(b); }

bool FileExists(const std::string& path) { return LookAt(path).kind == PathKind::kFile; }

int64_t FileBytes(const std::string& path) { return LookAt(path).bytes; }

}  // namespace runner
