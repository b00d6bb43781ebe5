// Page server: serves the demo page, and answers what it sends, on this computer's own network (docs/page.md).
//
// Threads: this process's own code has one, here as everywhere. It waits for all sockets at once and does a piece of work
// between two such waits: the decoding of a body and its answer, or one row of a table. A thread for each client would not
// make one model answer faster, and would take what holds for a single one: limits of memory and time around the runtime are
// the whole process's (resource_limits.h), standard error is taken while the runtime starts, and local statics are
// initialised without guards (-fno-threadsafe-statics). So a request that is being answered lets all others wait in the
// system's buffers; clocks that count against clients stand still meanwhile. The runtime has threads of its own behind its
// functions, and the browser is started by a process.
#ifndef RUNNER_SERVER_PAGE_SERVER_H_
#define RUNNER_SERVER_PAGE_SERVER_H_

#include <functional>
#include <string>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/engine/program_files.h"

namespace runner {

struct PageOptions {
  int port = 0;         // 0 = any that is free
  bool browser = true;  // open the page in the browser
  bool watched = false;  // end a minute after the last page is closed
  int threads = 1;      // of the model
  // The files that the page begins with, of those with the endings that the model takes where folders are named.
  std::function<std::vector<std::string>(const std::vector<std::string>& endings)> files;
};

// Serves until the page's button stops it: the exit code. The first line of standard output is the page's address.
Result<int> ServePage(const NamedFiles& named, const PageOptions& options);

}  // namespace runner

#endif  // RUNNER_SERVER_PAGE_SERVER_H_
