// Library cache: a private folder in which a program puts a library of its own, to open it where the system opens none in memory.
// Thread rule: one thread; several processes at once.
#ifndef RUNNER_ENGINE_LIBRARY_CACHE_H_
#define RUNNER_ENGINE_LIBRARY_CACHE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runner/system/shared_library.h"

namespace runner {

struct LibraryFiles {
  std::string name;  // of these contents: letters, digits and dashes
  std::vector<std::pair<std::string, std::string>> files;  // name and bytes; the first is opened, it may need the others
};

// The library out of the user's cache folder, or out of one for temporary files. A folder is used when nobody but this user
// and the administrator can change it or a folder above it; every file is compared byte by byte before it is opened, and
// written anew where it differs. Null where no folder will do: `*reason` then says why for each.
std::unique_ptr<SharedLibrary> OpenFromCache(const LibraryFiles& libraries, std::string* reason);

}  // namespace runner

#endif  // RUNNER_ENGINE_LIBRARY_CACHE_H_
