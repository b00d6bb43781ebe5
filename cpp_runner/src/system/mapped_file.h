// MappedFile: a file's bytes to look at, without a copy where the system can do that.
// Thread rule: one thread.
#ifndef RUNNER_SRC_SYSTEM_MAPPED_FILE_H_
#define RUNNER_SRC_SYSTEM_MAPPED_FILE_H_

#include <string>
#include <string_view>
#include <utility>

#include "runner/system/file_io.h"
#include "runner/system/file_system.h"

#ifndef _WIN32
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace runner {

class MappedFile {
 public:
  // Empty when the file cannot be opened.
  explicit MappedFile(const std::string& path) {
#ifdef _WIN32
    Result<std::string> read = ReadFile(path);
    if (read.ok()) copy_ = std::move(read).value();
    bytes_ = copy_;
#else
    int64_t size = 0;
    const int file = OpenToRead(path, &size);
    if (file < 0) return;
    void* const mapped = size > 0 ? mmap(nullptr, static_cast<size_t>(size), PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
    close(file);
    if (mapped != MAP_FAILED) bytes_ = {static_cast<const char*>(mapped), static_cast<size_t>(size)};
#endif
  }
  ~MappedFile() {
#ifndef _WIN32
    if (!bytes_.empty()) munmap(const_cast<char*>(bytes_.data()), bytes_.size());
#endif
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return bytes_; }

 private:
  std::string copy_;
  std::string_view bytes_;
};

}  // namespace runner

#endif  // RUNNER_SRC_SYSTEM_MAPPED_FILE_H_
