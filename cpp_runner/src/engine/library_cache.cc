#include "runner/engine/library_cache.h"

#include <cstdint>

#include "runner/system/file_io.h"
#include "runner/system/file_system.h"
#include "engine/private_folder.h"

namespace runner {
namespace {

constexpr int64_t kMostDaysUnused = 90;

// Whether the folder is one of ours: digits, a dash, digits (see runtime_library.cc).
bool IsEntryName(const std::string& name) {
  return name.find('-') != std::string::npos && name.find_first_not_of("0123456789-") == std::string::npos;
}

void Sweep(const std::string& folder, const std::string& kept) {
  for (const std::string& name : NamesIn(folder)) {
    const std::string path = folder + "/" + name;
    if (name != kept && IsEntryName(name) && DaysUnused(path) > kMostDaysUnused) RemoveFolder(path);
  }
}

// Brings the files to what they should be; "" or why that did not work. `held` keeps them so.
std::string Settle(const std::string& entry, const LibraryFiles& libraries, std::vector<HeldFile>& held) {
  for (const auto& [name, bytes] : libraries.files) {
    const std::string path = entry + "/" + name;
    if (!HeldFile(path).Holds(bytes)) {
      if (IsLink(path)) RemoveFile(path);
      const Result<Done> written = WriteFileAtomically(path, {bytes});
      // Another start of the same program may have been quicker.
      if (!written.ok() && !HeldFile(path).Holds(bytes)) return written.failure().why();
    }
    held.emplace_back(path);
    if (!held.back().Holds(bytes)) return "What was written there is not what can be read.";
  }
  return "";
}

std::unique_ptr<SharedLibrary> OpenIn(const std::string& place, const LibraryFiles& libraries, std::string* reason) {
  *reason = MakePrivateFolder(place);
  if (!reason->empty()) return nullptr;
  const std::string entry = place + "/" + libraries.name;
  if (!MakeInnerFolder(entry)) {
    *reason = "it takes no folder";
    return nullptr;
  }
  std::vector<HeldFile> held;
  *reason = Settle(entry, libraries, held);
  if (!reason->empty()) return nullptr;
  MarkUsed(entry);
  Sweep(place, libraries.name);
  return SharedLibrary::Open(entry + "/" + libraries.files[0].first, reason);
}

}  // namespace

std::unique_ptr<SharedLibrary> OpenFromCache(const LibraryFiles& libraries, std::string* reason) {
  std::string reasons;
  for (const std::string& place : PrivatePlaces()) {
    std::unique_ptr<SharedLibrary> library = OpenIn(place, libraries, reason);
    if (library != nullptr) return library;
    reasons += (reasons.empty() ? "" : "; ") + place + ": " + *reason;
  }
  *reason = reasons.empty() ? "there is none" : reasons;
  return nullptr;
}

}  // namespace runner
