#include "runner/system/standard_streams.h"

#ifdef _WIN32
#include <windows.h>

#include <fcntl.h>
#include <io.h>

#include <cstdio>
#else
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <utility>
#endif

namespace runner {

#ifdef _WIN32

void PrepareBinaryPipes() {
  _setmode(_fileno(stdin), _O_BINARY);
  _setmode(_fileno(stdout), _O_BINARY);
}

void OpenMissingStreams() {}  // handles are no small numbers here: nothing takes their place

void PrepareConsole() { SetConsoleOutputCP(CP_UTF8); }

#else

void PrepareBinaryPipes() { std::signal(SIGPIPE, SIG_IGN); }

void OpenMissingStreams() {
  // The lowest number that is free is taken: each in its turn becomes its own.
  for (const auto& [stream, mode] : {std::pair{STDIN_FILENO, O_RDONLY}, {STDOUT_FILENO, O_RDONLY}, {STDERR_FILENO, O_WRONLY}}) {
    if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", mode) < 0) return;
  }
}

void PrepareConsole() {}

#endif

}  // namespace runner
