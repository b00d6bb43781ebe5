#include "runner/system/shared_library.h"

#ifdef _WIN32
#include "system/windows_strings.h"
#else
#include <dlfcn.h>
#endif

namespace runner {

#ifdef _WIN32

std::unique_ptr<SharedLibrary> SharedLibrary::Open(const std::string& path, std::string* reason) {
  const std::wstring given = Wide(path);
  std::wstring file(32768, L'\0');
  // The search in the library's own folder wants its whole path.
  file.resize(GetFullPathNameW(given.c_str(), static_cast<DWORD>(file.size()), file.data(), nullptr));
  // The second flag lets the library find the C++ runtime beside itself whatever the working folder is.
  HMODULE handle = LoadLibraryExW(file.c_str(), nullptr, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
  if (handle == nullptr) {
    *reason = WordsOfError(GetLastError());
    return nullptr;
  }
  return std::unique_ptr<SharedLibrary>(new SharedLibrary(handle));
}

SharedLibrary::~SharedLibrary() { FreeLibrary(static_cast<HMODULE>(handle_)); }

void* SharedLibrary::Find(const char* symbol) const {
  return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(handle_), symbol));
}

#else

std::unique_ptr<SharedLibrary> SharedLibrary::Open(const std::string& path, std::string* reason) {
  // A name without a slash would be searched for in the system's folders.
  const std::string file = path.find('/') == std::string::npos ? "./" + path : path;
  void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* message = dlerror();
    *reason = message == nullptr ? "" : message;
    return nullptr;
  }
  return std::unique_ptr<SharedLibrary>(new SharedLibrary(handle));
}

SharedLibrary::~SharedLibrary() { dlclose(handle_); }

void* SharedLibrary::Find(const char* symbol) const { return dlsym(handle_, symbol); }

#endif

}  // namespace runner
