// PartialFile: a file that is written beside its place and appears there only when it is whole.
// Thread rule: one thread at a time; two writers of the same place end with one of the two files, whole.
#ifndef RUNNER_SYSTEM_PARTIAL_FILE_H_
#define RUNNER_SYSTEM_PARTIAL_FILE_H_

#include <cstdio>
#include <string>
#include <string_view>

#include "runner/core/base/result.h"

namespace runner {

class PartialFile {
 public:
  // For the place `path`; where that is a link, for what it leads to. The exit code of a failure is 3 where the place has no
  // room or may not be written, 2 where its name is at fault.
  static Result<PartialFile> Open(const std::string& path);

  PartialFile(PartialFile&& other) noexcept;
  PartialFile& operator=(PartialFile&&) = delete;
  // Removes what was written, unless it was published. On POSIX so do the signals that end a program from outside, of the
  // file that is open for the longest.
  ~PartialFile();

  Result<Done> Write(std::string_view bytes);
  // Puts it in its place, over the file that is there.
  Result<Done> Publish();

 private:
  PartialFile() = default;
  Failure CannotWrite(int code) const;

  std::string shown_;      // as the user named it
  std::string path_;       // where it goes
  std::string partial_;    // where it is; "" when nothing is left to remove
  std::FILE* file_ = nullptr;
  bool removed_by_signals_ = false;
};

}  // namespace runner

#endif  // RUNNER_SYSTEM_PARTIAL_FILE_H_
