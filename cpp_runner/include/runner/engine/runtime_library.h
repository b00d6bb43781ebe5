// Opens the shared library of the runtime, and says in words why it cannot be opened.
// Thread rule: functions without state.
#ifndef RUNNER_ENGINE_RUNTIME_LIBRARY_H_
#define RUNNER_ENGINE_RUNTIME_LIBRARY_H_

#include <memory>
#include <string>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/engine/program_files.h"
#include "runner/system/shared_library.h"

namespace runner {

// Name and version of the runtime that the declarations in litert_api.h are written for.
const char* RuntimeVersion();

// How the runtime's file is called on this system.
const char* RuntimeFileName();

// Out of the executable it is opened in memory, where the system allows that, otherwise in a private folder of the user's cache.
Result<std::unique_ptr<SharedLibrary>> OpenRuntime(const ProgramFiles& files);

// What a person reads when the system refused the library for `reason`.
Failure RuntimeRefused(const std::string& path, const std::string& reason);

// What a person reads when the library lacks functions.
Failure RuntimeTooDifferent(const std::string& path, const std::vector<std::string>& missing);

}  // namespace runner

#endif  // RUNNER_ENGINE_RUNTIME_LIBRARY_H_
