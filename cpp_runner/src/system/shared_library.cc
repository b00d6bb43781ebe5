#include "runner/system/shared_library.h"

#ifdef _WIN32
#include "system/windows_strings.h"
#else
#include <dlfcn.h>
#endif
#ifdef __linux__
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
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

#ifdef __linux__

namespace {

// Older C libraries and headers know neither the call nor its flags.
constexpr unsigned kCloseOnExec = 1;
constexpr unsigned kAllowSealing = 2;
constexpr unsigned kExecutable = 0x10;  // newer kernels may be told to refuse it otherwise; older ones do not know the flag
constexpr int kAddSeals = 1033;
constexpr int kEverySeal = 1 | 2 | 4 | 8;  // no more seals, no shrinking, growing and writing

int MakeMemoryFile() {
  constexpr unsigned kFlags = kCloseOnExec | kAllowSealing;
  const int file = static_cast<int>(syscall(SYS_memfd_create, "runtime", kFlags | kExecutable));
  return file < 0 && errno == EINVAL ? static_cast<int>(syscall(SYS_memfd_create, "runtime", kFlags)) : file;
}

// All of its memory at once: without it, a system that has none left would end the process at the first byte that is written.
bool Reserve(int file, off_t bytes) {
  int code = EINTR;
  while (code == EINTR) code = posix_fallocate(file, 0, bytes);
  errno = code;
  return code == 0;
}

}  // namespace

std::unique_ptr<LibraryInMemory> LibraryInMemory::Make(size_t bytes, std::string* reason) {
  const int file = MakeMemoryFile();
  if (file >= 0 && Reserve(file, static_cast<off_t>(bytes))) {
    void* const data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
    if (data != MAP_FAILED) return std::unique_ptr<LibraryInMemory>(new LibraryInMemory(file, static_cast<char*>(data), bytes));
  }
  *reason = std::strerror(errno);
  if (file >= 0) close(file);
  return nullptr;
}

LibraryInMemory::~LibraryInMemory() {
  Unmap();
  close(file_);  // what is mapped by the library stays
}

void LibraryInMemory::Unmap() {
  if (data_ != nullptr) munmap(data_, bytes_);
  data_ = nullptr;
}

std::unique_ptr<SharedLibrary> LibraryInMemory::Open(std::string* reason) {
  Unmap();
  fcntl(file_, kAddSeals, kEverySeal);
  return SharedLibrary::Open("/proc/self/fd/" + std::to_string(file_), reason);
}

#else

std::unique_ptr<LibraryInMemory> LibraryInMemory::Make(size_t, std::string* reason) {
  *reason = "this system cannot do that";
  return nullptr;
}

LibraryInMemory::~LibraryInMemory() = default;
std::unique_ptr<SharedLibrary> LibraryInMemory::Open(std::string*) { return nullptr; }

#endif

}  // namespace runner
