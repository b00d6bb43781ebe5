#include "runner/system/platform.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <utility>

#ifdef _WIN32
#include "system/windows_strings.h"

#include <fcntl.h>
#include <io.h>
#include <ntsecapi.h>
#include <psapi.h>
#include <shellapi.h>
#else
#include <fcntl.h>
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

#ifdef _WIN32
constexpr char kSeparators[] = "\\/";
#else
constexpr char kSeparators[] = "/";
#endif

Failure NoExecutable() {
  return Failure::CannotRun("The program cannot find its own folder", "The system does not tell where the program's file is.",
                            "Name the files with --model, --contract and --runtime.");
}

// For a system without randomness: another number in every process and millisecond.
uint64_t UniqueBits(uint64_t process) { return (process << 32) ^ static_cast<uint64_t>(NowMs() * 1e3); }

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
  for (int i = 1; wide != nullptr && i < count; ++i) arguments.push_back(Utf8(wide[i]));
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

const char* RuntimeFileName() { return "libLiteRt.dll"; }

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

void PrepareBinaryPipes() {
  _setmode(_fileno(stdin), _O_BINARY);
  _setmode(_fileno(stdout), _O_BINARY);
}

void OpenMissingStreams() {}  // handles are no small numbers here: nothing takes their place

void PrepareConsole() { SetConsoleOutputCP(CP_UTF8); }

double NowMs() {
  LARGE_INTEGER ticks = {}, per_second = {};
  QueryPerformanceCounter(&ticks);
  QueryPerformanceFrequency(&per_second);
  return static_cast<double>(ticks.QuadPart) * 1e3 / static_cast<double>(per_second.QuadPart);
}

uint64_t RandomBits() {
  uint64_t bits = 0;
  if (RtlGenRandom(&bits, sizeof(bits))) return bits;
  return UniqueBits(GetCurrentProcessId());
}

#else

std::vector<std::string> ArgumentsAsUtf8(int argc, char** argv) {
  return argc > 1 ? std::vector<std::string>(argv + 1, argv + argc) : std::vector<std::string>();
}

#ifdef __APPLE__

Result<std::string> ExecutablePath() {
  std::string path(PATH_MAX, '\0');
  uint32_t size = static_cast<uint32_t>(path.size());
  char resolved[PATH_MAX];
  if (_NSGetExecutablePath(path.data(), &size) != 0 || realpath(path.c_str(), resolved) == nullptr) return NoExecutable();
  return std::string(resolved);
}

const char* RuntimeFileName() { return "libLiteRt.dylib"; }

#else

Result<std::string> ExecutablePath() {
  std::string path(4096, '\0');
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0 || static_cast<size_t>(length) >= path.size()) return NoExecutable();
  path.resize(static_cast<size_t>(length));
  return path;
}

const char* RuntimeFileName() { return "libLiteRt.so"; }

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

void PrepareBinaryPipes() { std::signal(SIGPIPE, SIG_IGN); }

void OpenMissingStreams() {
  // The lowest number that is free is taken: each in its turn becomes its own.
  for (const auto& [stream, mode] : {std::pair{STDIN_FILENO, O_RDONLY}, {STDOUT_FILENO, O_RDONLY}, {STDERR_FILENO, O_WRONLY}}) {
    if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", mode) < 0) return;
  }
}

void PrepareConsole() {}

double NowMs() {
  struct timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

uint64_t RandomBits() {
  uint64_t bits = 0;
  size_t got = 0;
  if (std::FILE* file = std::fopen("/dev/urandom", "rb")) {
    got = std::fread(&bits, sizeof(bits), 1, file);
    std::fclose(file);
  }
  return got == 1 ? bits : UniqueBits(static_cast<uint64_t>(getpid()));
}

#endif

std::string FolderOf(const std::string& path) {
  const size_t slash = path.find_last_of(kSeparators);
  if (slash == std::string::npos) return ".";
  return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

std::string NameOf(const std::string& path) {
  const size_t slash = path.find_last_of(kSeparators);
  return slash == std::string::npos ? path : path.substr(slash + 1);
}
}  // namespace runner
