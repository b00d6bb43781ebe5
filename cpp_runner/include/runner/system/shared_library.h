// SharedLibrary: a shared library that was opened at run time, closed with its last owner.
// Thread rule: opening and looking up are for one thread at a time; the looked-up functions have rules of their own.
#ifndef RUNNER_SYSTEM_SHARED_LIBRARY_H_
#define RUNNER_SYSTEM_SHARED_LIBRARY_H_

#include <memory>
#include <string>
#include <string_view>

namespace runner {

class SharedLibrary {
 public:
  // Null when the system refuses; `*reason` is then the system's own sentence. The path is UTF-8.
  static std::unique_ptr<SharedLibrary> Open(const std::string& path, std::string* reason);
  // The same from its bytes, without a file that has a name; null also where the system cannot do that.
  static std::unique_ptr<SharedLibrary> OpenBytes(std::string_view bytes, std::string* reason);
  ~SharedLibrary();
  SharedLibrary(const SharedLibrary&) = delete;
  SharedLibrary& operator=(const SharedLibrary&) = delete;

  // The address of an exported symbol; null when there is none of that name.
  void* Find(const char* symbol) const;

 private:
  explicit SharedLibrary(void* handle) : handle_(handle) {}
  void* handle_;
};

}  // namespace runner

#endif  // RUNNER_SYSTEM_SHARED_LIBRARY_H_
