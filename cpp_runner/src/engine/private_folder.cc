#include "engine/private_folder.h"

#include <cstdlib>
#include <cstring>
#include <utility>

#include "runner/system/file_system.h"
#include "runner/system/paths.h"

#ifdef _WIN32
#include "system/windows_strings.h"
#else
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#endif

namespace runner {
namespace {

constexpr char kName[] = "litecrate-runtime";

}  // namespace

#ifdef _WIN32

namespace {

std::string Variable(const wchar_t* name) {
  std::wstring value(32768, L'\0');
  value.resize(GetEnvironmentVariableW(name, value.data(), static_cast<DWORD>(value.size())));
  return Utf8(value.c_str());
}

bool IsPlainFolder(const std::string& path) {
  const DWORD attributes = GetFileAttributesW(Wide(path).c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 &&
         (attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0;
}

HANDLE OpenFolder(const std::string& path, DWORD access) {
  return CreateFileW(Wide(path).c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                     FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, nullptr);
}

int64_t Now() {
  FILETIME now = {};
  GetSystemTimeAsFileTime(&now);
  return (static_cast<int64_t>(now.dwHighDateTime) << 32) | now.dwLowDateTime;
}

}  // namespace

std::vector<std::string> PrivatePlaces() {
  std::vector<std::string> places;
  // Both are folders in the user's profile, which Windows gives to nobody else.
  for (const wchar_t* name : {L"LOCALAPPDATA", L"TEMP"}) {
    const std::string folder = Variable(name);
    if (!folder.empty()) places.push_back(folder + "\\" + kName);
  }
  return places;
}

std::string MakePrivateFolder(const std::string& path) { return MakeInnerFolder(path) ? "" : "it takes no folder"; }

bool MakeInnerFolder(const std::string& path) {
  CreateDirectoryW(Wide(path).c_str(), nullptr);
  return IsPlainFolder(path);
}

// While it is open for reading alone, nobody can write, rename or remove it.
HeldFile::HeldFile(const std::string& path) {
  const HANDLE file = CreateFileW(Wide(path).c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING,
                                  FILE_FLAG_OPEN_REPARSE_POINT, nullptr);
  if (file != INVALID_HANDLE_VALUE) handle_ = reinterpret_cast<int64_t>(file);
}

HeldFile::~HeldFile() {
  if (handle_ != -1) CloseHandle(reinterpret_cast<HANDLE>(handle_));
}

bool HeldFile::Holds(std::string_view bytes) const {
  BY_HANDLE_FILE_INFORMATION found = {};
  const HANDLE file = reinterpret_cast<HANDLE>(handle_);
  if (handle_ == -1 || !GetFileInformationByHandle(file, &found)) return false;
  const uint64_t size = (static_cast<uint64_t>(found.nFileSizeHigh) << 32) | found.nFileSizeLow;
  if ((found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 || size != bytes.size()) return false;
  SetFilePointer(file, 0, nullptr, FILE_BEGIN);
  char part[16384];
  for (DWORD got = 0; !bytes.empty(); bytes.remove_prefix(got)) {
    if (!ReadFile(file, part, sizeof part, &got, nullptr) || got == 0 || bytes.substr(0, got) != std::string_view(part, got)) return false;
  }
  return true;
}

int64_t DaysUnused(const std::string& folder) {
  if (!IsPlainFolder(folder)) return -1;
  const HANDLE open = OpenFolder(folder, FILE_READ_ATTRIBUTES);
  FILETIME changed = {};
  const bool told = open != INVALID_HANDLE_VALUE && GetFileTime(open, nullptr, nullptr, &changed);
  if (open != INVALID_HANDLE_VALUE) CloseHandle(open);
  if (!told) return -1;
  const int64_t then = (static_cast<int64_t>(changed.dwHighDateTime) << 32) | changed.dwLowDateTime;
  return (Now() - then) / (int64_t{86400} * 10'000'000);  // steps of 100 nanoseconds
}

void MarkUsed(const std::string& folder) {
  const HANDLE open = OpenFolder(folder, FILE_WRITE_ATTRIBUTES);
  if (open == INVALID_HANDLE_VALUE) return;
  const int64_t now = Now();
  const FILETIME time = {static_cast<DWORD>(now), static_cast<DWORD>(now >> 32)};
  SetFileTime(open, nullptr, nullptr, &time);
  CloseHandle(open);
}

static void RemoveEmpty(const std::string& folder) { RemoveDirectoryW(Wide(folder).c_str()); }

#else

namespace {

std::string Variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr || value[0] != '/' ? "" : value;
}

// Whether nobody else can change what is in a folder: `last` itself must be ours, those above it may be the administrator's,
// or for all where only owners may rename and remove (/tmp).
bool IsSafe(const std::string& folder, bool last) {
  struct stat found = {};
  if (lstat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) return false;
  if (found.st_uid != geteuid() && (last || found.st_uid != 0)) return false;
  return (found.st_mode & (S_IWGRP | S_IWOTH)) == 0 || (!last && (found.st_mode & S_ISVTX) != 0);
}

bool MayHoldPrograms(const std::string& folder) {
#ifdef __linux__
  struct statvfs disk = {};
  return statvfs(folder.c_str(), &disk) != 0 || (disk.f_flag & ST_NOEXEC) == 0;
#else
  return !folder.empty();
#endif
}

}  // namespace

std::vector<std::string> PrivatePlaces() {
  std::vector<std::string> places;
  const std::string home = Variable("HOME");
#ifdef __APPLE__
  const std::string cache = home.empty() ? "" : home + "/Library/Caches";
#else
  std::string cache = Variable("XDG_CACHE_HOME");
  if (cache.empty() && !home.empty()) cache = home + "/.cache";
#endif
  if (!cache.empty()) places.push_back(cache + "/" + kName);
  const std::string own = "/" + std::string(kName) + "-" + std::to_string(geteuid());
  for (const std::string& folder : {Variable("TMPDIR"), std::string("/tmp"), std::string("/var/tmp"), Variable("XDG_RUNTIME_DIR")}) {
    if (!folder.empty()) places.push_back(folder + own);
  }
  return places;
}

std::string MakePrivateFolder(const std::string& path) {
  const std::string above = FolderOf(path);
  mkdir(above.c_str(), 0700);
  char* const resolved = realpath(above.c_str(), nullptr);
  const std::string way = resolved == nullptr ? "" : resolved;
  std::free(resolved);
  if (way.empty()) return "there is no such folder";
  if (!MayHoldPrograms(way)) return "it may not hold programs (noexec)";
  for (size_t at = 0; at != std::string::npos; at = way.find('/', at + 1)) {
    if (!IsSafe(at == 0 ? "/" : way.substr(0, at), false)) return "others may change it";
  }
  if (!IsSafe(way, false)) return "others may change it";
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return std::strerror(errno);
  return IsSafe(path, true) ? "" : "others may change it";
}

bool MakeInnerFolder(const std::string& path) {
  mkdir(path.c_str(), 0700);
  return IsSafe(path, true);
}

HeldFile::HeldFile(const std::string& path) {
  handle_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
}

HeldFile::~HeldFile() {
  if (handle_ != -1) close(static_cast<int>(handle_));
}

bool HeldFile::Holds(std::string_view bytes) const {
  const int file = static_cast<int>(handle_);
  struct stat found = {};
  if (file < 0 || fstat(file, &found) != 0 || !S_ISREG(found.st_mode) || found.st_uid != geteuid() || found.st_nlink != 1) return false;
  if (static_cast<uint64_t>(found.st_size) != bytes.size() || lseek(file, 0, SEEK_SET) != 0) return false;
  char part[16384];
  while (!bytes.empty()) {
    const ssize_t got = read(file, part, sizeof part);
    if (got <= 0 || bytes.substr(0, static_cast<size_t>(got)) != std::string_view(part, static_cast<size_t>(got))) return false;
    bytes.remove_prefix(static_cast<size_t>(got));
  }
  return true;
}

int64_t DaysUnused(const std::string& folder) {
  struct stat found = {};
  if (lstat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != geteuid()) return -1;
  return (static_cast<int64_t>(std::time(nullptr)) - static_cast<int64_t>(found.st_mtime)) / 86400;
}

void MarkUsed(const std::string& folder) { utimensat(AT_FDCWD, folder.c_str(), nullptr, AT_SYMLINK_NOFOLLOW); }

static void RemoveEmpty(const std::string& folder) { rmdir(folder.c_str()); }

#endif

HeldFile::HeldFile(HeldFile&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}

void RemoveFolder(const std::string& folder) {
  for (const std::string& name : NamesIn(folder)) RemoveFile(folder + "/" + name);
  RemoveEmpty(folder);
}

}  // namespace runner
