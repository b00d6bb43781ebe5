// The table of the runtime's functions, looked up in its library, and owners of its objects.
// Thread rule: as litert_api.h.
#ifndef RUNNER_SRC_ENGINE_LITERT_HANDLES_H_
#define RUNNER_SRC_ENGINE_LITERT_HANDLES_H_

#include <memory>
#include <string>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/engine/litert_api.h"
#include "runner/engine/runtime_library.h"
#include "runner/system/shared_library.h"

namespace runner::litert {

template <typename T>
struct Destroy {
  void (*function)(T*) = nullptr;
  void operator()(T* object) const { function(object); }
};
template <typename T>
using Handle = std::unique_ptr<T, Destroy<T>>;

// Fills the table; every function of RUNNER_LITERT_FUNCTIONS must be there.
inline Result<Api> LookUp(const SharedLibrary& library, const std::string& path) {
  Api api;
  std::vector<std::string> missing;
  const auto find = [&](const char* name) {
    void* address = library.Find(name);
    if (address == nullptr) missing.emplace_back(name);
    return address;
  };
#define RUNNER_LITERT_LOOK_UP(name, result, parameters) \
  api.name = reinterpret_cast<result(*) parameters>(find("LiteRt" #name));
  RUNNER_LITERT_FUNCTIONS(RUNNER_LITERT_LOOK_UP)
#undef RUNNER_LITERT_LOOK_UP
  if (!missing.empty()) return RuntimeTooDifferent(path, missing);
  return api;
}

// The runtime's names for its status codes.
inline std::string StatusText(Status status) {
  switch (status) {
    case 1: return "invalid argument (1)";
    case 2: return "not enough memory (2)";
    case 3: return "failure while running (3)";
    case 4: return "missing input (4)";
    case kUnsupported: return "not supported (5)";
    case kNotFound: return "not found (6)";
    case 8: return "wrong version (8)";
    case 500: return "the file cannot be read (500)";
    case 501: return "the file is not a valid model (501)";
    case 502: return "a library cannot be loaded (502)";
    case 504: return "the model cannot be prepared (504)";
    case 1000: return "index out of range (1000)";
    default: return "status " + std::to_string(status);
  }
}

}  // namespace runner::litert

#endif  // RUNNER_SRC_ENGINE_LITERT_HANDLES_H_
