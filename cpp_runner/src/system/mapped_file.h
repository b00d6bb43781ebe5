// MappedFile: a file's bytes to look at, mapped from the disk instead of copied.
// Thread rule: one thread.
#ifndef RUNNER_SRC_SYSTEM_MAPPED_FILE_H_
#define RUNNER_SRC_SYSTEM_MAPPED_FILE_H_

#include <string>
#include <string_view>

namespace runner {

class MappedFile {
 public:
  // Empty when the file cannot be opened.
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
};

}  // namespace runner

#endif  // RUNNER_SRC_SYSTEM_MAPPED_FILE_H_
