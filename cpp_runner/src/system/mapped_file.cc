#include "system/mapped_file.h"

#include <cstdint>

#include "runner/system/file_system.h"

#ifdef _WIN32
#include "system/windows_strings.h"
#else
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace runner {

#ifdef _WIN32

MappedFile::MappedFile(const std::string& path) {
  const HANDLE file = CreateFileW(Wide(path).c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                                  FILE_ATTRIBUTE_NORMAL, nullptr);
  LARGE_INTEGER size = {};
  if (file == INVALID_HANDLE_VALUE) return;
  // The view outlives both handles. There is none of an empty file.
  const HANDLE mapping = GetFileSizeEx(file, &size) ? CreateFileMappingW(file, nullptr, PAGE_READONLY, 0, 0, nullptr) : nullptr;
  const void* const mapped = mapping == nullptr ? nullptr : MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
  if (mapped != nullptr) bytes_ = {static_cast<const char*>(mapped), static_cast<size_t>(size.QuadPart)};
  if (mapping != nullptr) CloseHandle(mapping);
  CloseHandle(file);
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) UnmapViewOfFile(bytes_.data());
}

#else

MappedFile::MappedFile(const std::string& path) {
  int64_t size = 0;
  const int file = OpenToRead(path, &size);
  if (file < 0) return;
  void* const mapped = size > 0 ? mmap(nullptr, static_cast<size_t>(size), PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
  close(file);
  if (mapped != MAP_FAILED) bytes_ = {static_cast<const char*>(mapped), static_cast<size_t>(size)};
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

#endif

}  // namespace runner
