#include "runner/system/standard_streams.h"

#ifdef _WIN32
#include <windows.h>

#include <fcntl.h>
#include <io.h>

#include "system/windows_strings.h"
#else
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <utility>
#endif

#include <algorithm>

#include "core/base/grouped_digits.h"

namespace runner {

#ifdef _WIN32

void PrepareBinaryPipes() {
  _setmode(_fileno(stdin), _O_BINARY);
  _setmode(_fileno(stdout), _O_BINARY);
}

namespace {

bool nobody_reads = false;

bool IsMissing(DWORD which) {
  const HANDLE handle = GetStdHandle(which);
  return handle == nullptr || handle == INVALID_HANDLE_VALUE;
}

void LoseOutput(std::FILE* stream) { static_cast<void>(std::freopen("NUL", "w", stream)); }

// One that Windows has opened for this program alone.
bool HasOwnConsole() {
  DWORD processes[2];
  return GetConsoleProcessList(processes, 2) == 1;
}

}  // namespace

void OpenMissingStreams() {
  if (IsMissing(STD_INPUT_HANDLE)) static_cast<void>(std::freopen("NUL", "r", stdin));
  if (IsMissing(STD_OUTPUT_HANDLE)) LoseOutput(stdout);
  if (!IsMissing(STD_ERROR_HANDLE)) return;
  LoseOutput(stderr);
  nobody_reads = true;
}

bool StartedFromDesktop() {
  return nobody_reads || (HasOwnConsole() && IsTerminal(stdout));
}

void LeaveOwnConsole() {
  if (!HasOwnConsole()) return;
  const bool output = IsTerminal(stdout), errors = IsTerminal(stderr);
  FreeConsole();
  if (output) LoseOutput(stdout);
  if (!errors) return;
  LoseOutput(stderr);
  nobody_reads = true;
}

void ShowWhereNothingIsPrinted(const std::string& text) {
  if (nobody_reads) MessageBoxW(nullptr, Wide(text).c_str(), nullptr, MB_OK | MB_ICONERROR);
}

void PrepareConsole() { SetConsoleOutputCP(CP_UTF8); }

bool IsTerminal(std::FILE* stream) { return _isatty(_fileno(stream)) != 0; }

#else

void PrepareBinaryPipes() { std::signal(SIGPIPE, SIG_IGN); }

void OpenMissingStreams() {
  // The lowest number that is free is taken: each in its turn becomes its own.
  for (const auto& [stream, mode] : {std::pair{STDIN_FILENO, O_RDONLY}, {STDOUT_FILENO, O_RDONLY}, {STDERR_FILENO, O_WRONLY}}) {
    if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", mode) < 0) return;
  }
}

void PrepareConsole() {}

bool StartedFromDesktop() { return false; }

void LeaveOwnConsole() {}

void ShowWhereNothingIsPrinted(const std::string&) {}

bool IsTerminal(std::FILE* stream) { return isatty(fileno(stream)) != 0; }

#endif

Failure OutputNotWritten() {
  return Failure::CannotRun("The result could not be written", "Standard output cannot be written: its disk is full, or it is closed.",
                            "Free some space, or send the result somewhere else.");
}

Result<std::string> ReadStandardInput(uint64_t most) {
#ifdef _WIN32
  _setmode(_fileno(stdin), _O_BINARY);
#endif
  constexpr size_t kStep = size_t{1} << 20;
  std::string bytes;
  while (bytes.size() <= most) {
    const size_t before = bytes.size();
    bytes.resize(before + std::max(kStep, before / 2));
    const size_t got = std::fread(bytes.data() + before, 1, bytes.size() - before, stdin);
    const bool ended = got < bytes.size() - before;
    bytes.resize(before + got);
    if (ended) break;
  }
  if (bytes.size() <= most) return bytes;
  return Failure::Usage("Standard input is too long", "It has over " + Grouped(most) + " bytes.", "Save it as a file and name it.");
}

}  // namespace runner
