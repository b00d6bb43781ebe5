#include "runner/system/browser.h"

#ifdef _WIN32
#include <windows.h>

#include <shellapi.h>

#include "system/windows_strings.h"
#else
#include <fcntl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <string_view>

#ifdef __APPLE__
#include <crt_externs.h>
#else
extern char** environ;
#endif
#endif

namespace runner {

#ifdef _WIN32

BrowserOpening OpenInBrowser(const std::string& address) {
  const auto code = reinterpret_cast<INT_PTR>(
      ShellExecuteW(nullptr, L"open", Wide(address).c_str(), nullptr, nullptr, SW_SHOWNORMAL));
  return {code <= 32, -1};  // as its documentation says
}

void FinishOpening(BrowserOpening&) {}

#else

namespace {

using Command = std::vector<std::string>;

constexpr std::string_view kPackersOwn = "_PYI_";
constexpr std::string_view kLibraryPaths[] = {"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH"};
constexpr std::string_view kBefore = "_ORIG";
constexpr char kFailed = 'n';

#ifdef __APPLE__
char** OwnEnvironment() { return *_NSGetEnviron(); }
#else
char** OwnEnvironment() { return environ; }
#endif

bool BeginsWith(std::string_view text, std::string_view beginning) { return text.substr(0, beginning.size()) == beginning; }

#ifdef __APPLE__

std::vector<Command> CommandsFor(const std::string& address) { return {{"/usr/bin/open", address}}; }

#else

std::vector<std::string> Split(const char* list) {
  std::vector<std::string> parts(1);
  for (const char* at = list == nullptr ? "" : list; *at != '\0'; ++at) {
    if (*at == ':') {
      parts.emplace_back();
    } else {
      parts.back() += *at;
    }
  }
  parts.erase(std::remove(parts.begin(), parts.end(), ""), parts.end());
  return parts;
}

// The file that a command's name stands for; "" where there is none that can be run.
std::string ProgramOf(const std::string& name) {
  if (name.find('/') != std::string::npos) return access(name.c_str(), X_OK) == 0 ? name : "";
  for (const std::string& folder : Split(std::getenv("PATH"))) {
    const std::string path = folder + "/" + name;
    if (access(path.c_str(), X_OK) == 0) return path;
  }
  return "";
}

// What could open the address here, the user's own choice first; nothing where there is no screen.
std::vector<Command> CommandsFor(const std::string& address) {
  const auto has = [](const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr && *value != '\0';
  };
  std::vector<Command> commands;
  if (!has("DISPLAY") && !has("WAYLAND_DISPLAY")) return commands;
  std::vector<std::string> names = Split(std::getenv("BROWSER"));
  for (const char* name : {"xdg-open", "gio", "x-www-browser", "firefox", "google-chrome", "chromium"}) names.emplace_back(name);
  for (const std::string& name : names) {
    const std::string program = name.find('%') == std::string::npos ? ProgramOf(name) : "";
    if (program.empty()) continue;
    commands.push_back(name == "gio" ? Command{program, "open", address} : Command{program, address});
  }
  return commands;
}

#endif

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// A command and its environment as the system wants them, made before the fork: behind it nothing may be allocated, since
// another thread of the runtime may have held the allocator's lock.
struct Prepared {
  std::vector<Command> commands;
  std::vector<std::vector<char*>> arguments;
  std::vector<std::string> environment;
  std::vector<char*> variables;
};

// Whether the command took the address: it ended with 0, or it still runs after longer than handing over takes.
bool HandedOver(pid_t process) {
  int status = 0;
#ifdef __linux__
  // SIGCHLD is blocked here, and waits to be taken.
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  struct timespec patience = {5, 0};
  while (waitpid(process, &status, WNOHANG) == 0) {
    if (sigtimedwait(&children, nullptr, &patience) < 0 && errno == EAGAIN) return true;
  }
#else
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
#endif
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool Run(char* const* arguments, char* const* environment) {
  const pid_t process = fork();
  if (process == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execve(arguments[0], arguments, environment);
    _exit(127);
  }
  return process > 0 && HandedOver(process);
}

// In a process of its own: tries one command after another, and says at the end whether all have failed.
[[noreturn]] void TryAll(const Prepared& prepared, int told) {
  setsid();  // Ctrl+C at this program is not for the browser
  const int nowhere = open("/dev/null", O_RDWR);
  for (int stream = 0; stream <= 2 && nowhere >= 0; ++stream) dup2(nowhere, stream);
  // The server's sockets end with the server.
  for (int descriptor = 3; descriptor < 1024; ++descriptor) {
    if (descriptor != told) close(descriptor);
  }
  for (const int number : {SIGPIPE, SIGINT, SIGTERM}) std::signal(number, SIG_DFL);
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  sigprocmask(SIG_BLOCK, &children, nullptr);
  for (const std::vector<char*>& arguments : prepared.arguments) {
    if (Run(arguments.data(), prepared.variables.data())) _exit(0);
  }
  const ssize_t ignored = write(told, &kFailed, 1);
  static_cast<void>(ignored);
  _exit(1);
}

}  // namespace

std::vector<std::string> BrowserEnvironment(const char* const* environment) {
  std::vector<std::string> all;
  bool packed = false;
  for (const char* const* entry = environment; *entry != nullptr; ++entry) {
    if (BeginsWith(*entry, kPackersOwn)) {
      packed = true;
    } else {
      all.emplace_back(*entry);
    }
  }
  std::vector<std::string> kept;
  for (const std::string& entry : all) {
    const std::string_view name = std::string_view(entry).substr(0, entry.find('='));
    const auto* const own = std::find_if(std::begin(kLibraryPaths), std::end(kLibraryPaths),
                                         [&](std::string_view path) { return BeginsWith(name, path); });
    const std::string_view rest = own == std::end(kLibraryPaths) ? "-" : name.substr(own->size());
    if (rest == kBefore) {
      kept.push_back(std::string(*own) + entry.substr(name.size()));
    } else if (!rest.empty()) {
      kept.push_back(entry);
    } else {
      const std::string before = std::string(name) + std::string(kBefore) + "=";
      const bool saved = std::any_of(all.begin(), all.end(), [&](const std::string& other) { return BeginsWith(other, before); });
      if (!saved && !packed) kept.push_back(entry);
    }
  }
  return kept;
}

BrowserOpening OpenInBrowser(const std::string& address) {
  Prepared prepared;
  prepared.commands = CommandsFor(address);
  int ends[2] = {-1, -1};
  if (prepared.commands.empty() || pipe(ends) != 0) return {true, -1};
  for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
  for (Command& command : prepared.commands) prepared.arguments.push_back(Pointers(command));
  prepared.environment = BrowserEnvironment(OwnEnvironment());
  prepared.variables = Pointers(prepared.environment);
  // By way of a process that ends at once: the system, not this program, waits for the end of the one that tries.
  const pid_t between = fork();
  if (between == 0) {
    const pid_t trying = fork();
    if (trying == 0) TryAll(prepared, ends[1]);
    _exit(trying < 0 ? 1 : 0);
  }
  close(ends[1]);
  int status = 1;
  if (between > 0) {
    while (waitpid(between, &status, 0) < 0 && errno == EINTR) continue;
  }
  if (status == 0) return {false, ends[0]};
  close(ends[0]);
  return {true, -1};
}

void FinishOpening(BrowserOpening& opening) {
  char told = 0;
  opening.failed = read(static_cast<int>(opening.descriptor), &told, 1) == 1;
  close(static_cast<int>(opening.descriptor));
  opening.descriptor = -1;
}

#endif

}  // namespace runner
