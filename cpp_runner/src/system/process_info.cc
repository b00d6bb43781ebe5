#include "runner/system/process_info.h"

#include <algorithm>
#include <cstdio>

#ifdef _WIN32
#include "system/windows_strings.h"

#include <psapi.h>
#include <shellapi.h>
#else
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>
#endif
#ifdef __APPLE__
#include <mach-o/dyld.h>

#include <climits>
#include <cstdlib>
#endif

namespace runner {
namespace {

Failure NoExecutable() {
  return Failure::CannotRun("The program cannot find its own folder", "The system does not say where the program's file is.",
                            "Name the files with --model, --contract and --runtime.");
}

#ifndef _WIN32
// On Linux getrusage also counts the program that started this one; /proc/self/status does not. 0 where there is none.
int64_t PeakOfThisProgram() {
  std::FILE* file = std::fopen("/proc/self/status", "r");
  if (file == nullptr) return 0;
  char line[256];
  long long kib = 0;
  while (std::fgets(line, sizeof(line), file) != nullptr) {
    if (std::sscanf(line, "VmHWM: %lld kB", &kib) == 1) break;
  }
  std::fclose(file);
  return static_cast<int64_t>(kib) * 1024;
}
#endif

}  // namespace

#ifdef _WIN32

std::vector<std::string> ArgumentsAsUtf8(int, char**) {
  int count = 0;
  wchar_t** wide = CommandLineToArgvW(GetCommandLineW(), &count);
  std::vector<std::string> arguments;
  for (int i = 0; wide != nullptr && i < count; ++i) arguments.push_back(Utf8(wide[i]));
  LocalFree(wide);
  return arguments;
}

Result<std::string> ExecutablePath() {
  std::wstring path(32768, L'\0');
  const DWORD length = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
  if (length == 0 || length >= path.size()) return NoExecutable();
  path.resize(length);
  return Utf8(path.c_str());
}

int64_t PeakMemoryBytes() {
  PROCESS_MEMORY_COUNTERS counters = {};
  if (!K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof(counters))) return 0;
  return static_cast<int64_t>(counters.PeakWorkingSetSize);
}

int ProcessorCount() {
  SYSTEM_INFO system = {};
  GetSystemInfo(&system);
  return system.dwNumberOfProcessors < 1 ? 1 : static_cast<int>(system.dwNumberOfProcessors);
}

#else

std::vector<std::string> ArgumentsAsUtf8(int argc, char** argv) { return std::vector<std::string>(argv, argv + argc); }

#ifdef __APPLE__

Result<std::string> ExecutablePath() {
  std::string path(PATH_MAX, '\0');
  uint32_t size = static_cast<uint32_t>(path.size());
  char resolved[PATH_MAX];
  if (_NSGetExecutablePath(path.data(), &size) != 0 || realpath(path.c_str(), resolved) == nullptr) return NoExecutable();
  return std::string(resolved);
}

#else

Result<std::string> ExecutablePath() {
  std::string path(4096, '\0');
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0 || static_cast<size_t>(length) >= path.size()) return NoExecutable();
  path.resize(static_cast<size_t>(length));
  return path;
}

#endif

int64_t PeakMemoryBytes() {
  const int64_t own = PeakOfThisProgram();
  if (own > 0) return own;
  struct rusage usage = {};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
#ifdef __APPLE__
  return static_cast<int64_t>(usage.ru_maxrss);  // bytes here, KiB elsewhere
#else
  return static_cast<int64_t>(usage.ru_maxrss) * 1024;
#endif
}

int ProcessorCount() {
#ifdef __linux__
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (sched_getaffinity(0, sizeof(usable), &usable) == 0) return std::max(CPU_COUNT(&usable), 1);
#endif
  const long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : static_cast<int>(count);
}

#endif

}  // namespace runner
