// Opens an address in the browser that the user has.
// Thread rule: one thread. On POSIX the work is done in processes of its own, which outlive this one where a browser runs on.
#ifndef RUNNER_SYSTEM_BROWSER_H_
#define RUNNER_SYSTEM_BROWSER_H_

#include <cstdint>
#include <string>
#include <vector>

namespace runner {

// The beginning of an opening, whose end is not waited for.
struct BrowserOpening {
  bool failed = false;
  int64_t descriptor = -1;  // can be read when it is known whether a browser started; -1 = it is known already
};

BrowserOpening OpenInBrowser(const std::string& address);

// Reads and closes the descriptor of an opening.
void FinishOpening(BrowserOpening& opening);

#ifndef _WIN32
// What a browser gets of this process's environment: not what PyInstaller has put in front of the system's own libraries
// for the program around this one.
std::vector<std::string> BrowserEnvironment(const char* const* environment);
#endif

}  // namespace runner

#endif  // RUNNER_SYSTEM_BROWSER_H_
