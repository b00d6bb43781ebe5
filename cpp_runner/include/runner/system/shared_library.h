// SharedLibrary: a shared library that was opened at run time, closed with its last owner.
// Thread rule: opening and looking up are for one thread at a time; the looked-up functions have rules of their own.
#ifndef RUNNER_SYSTEM_SHARED_LIBRARY_H_
#define RUNNER_SYSTEM_SHARED_LIBRARY_H_

#include <cstddef>
#include <memory>
#include <string>

namespace runner {

class SharedLibrary {
 public:
  // Null when the system refuses; `*reason` is then the system's own sentence. The path is UTF-8.
  static std::unique_ptr<SharedLibrary> Open(const std::string& path, std::string* reason);
  ~SharedLibrary();
  SharedLibrary(const SharedLibrary&) = delete;
  SharedLibrary& operator=(const SharedLibrary&) = delete;

  // The address of an exported symbol; null when there is none of that name.
  void* Find(const char* symbol) const;

 private:
  explicit SharedLibrary(void* handle) : handle_(handle) {}
  void* handle_;
};

// A shared library without a file that has a name: its bytes are written into memory, then it is opened.
class LibraryInMemory {
 public:
  // Room for so many bytes; null when the system refuses, and where it cannot do that, with its sentence in `*reason`.
  static std::unique_ptr<LibraryInMemory> Make(size_t bytes, std::string* reason);
  ~LibraryInMemory();
  LibraryInMemory(const LibraryInMemory&) = delete;
  LibraryInMemory& operator=(const LibraryInMemory&) = delete;

  // Where the bytes go, until it is opened.
  char* data() { return data_; }
  // Nothing can change the bytes any more then. Null as for SharedLibrary::Open.
  std::unique_ptr<SharedLibrary> Open(std::string* reason);

 private:
  LibraryInMemory(int file, char* data, size_t bytes) : file_(file), data_(data), bytes_(bytes) {}
  void Unmap();

  int file_;
  char* data_;
  size_t bytes_;
};

}  // namespace runner

#endif  // RUNNER_SYSTEM_SHARED_LIBRARY_H_
