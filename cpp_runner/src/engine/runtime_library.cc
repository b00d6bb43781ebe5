#include "runner/engine/runtime_library.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/string_utils.h"
#include "runner/system/file_system.h"
#include "runner/engine/library_cache.h"

namespace runner {
namespace {

std::string Sentence(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  if (!text.empty() && text.back() != '.') text += '.';
  return text;
}

bool LacksSystemPart(const std::string& reason) {
  return Contains(reason, "GLIBC") || Contains(reason, "libstdc++") || Contains(reason, "libgcc_s");
}

// The checksums and sizes of libraries: other ones have other names. What is there is compared byte by byte.
std::string NameOfContent(const ProgramFiles& files) {
  uint64_t sum = files.runtime.inside()->crc;
  int64_t bytes = files.runtime.bytes();
  for (const ProgramFile& part : files.runtime_parts) {
    sum = sum * 31 + part.inside()->crc;
    bytes += part.bytes();
  }
  return std::to_string(bytes) + "-" + std::to_string(sum);
}

Result<std::unique_ptr<SharedLibrary>> OpenFromExecutable(const ProgramFiles& files) {
  std::string in_memory;
  const std::unique_ptr<LibraryInMemory> memory = LibraryInMemory::Make(static_cast<size_t>(files.runtime.bytes()), &in_memory);
  if (memory != nullptr) {
    RUNNER_TRY(files.runtime.ReadTo(memory->data()));
    std::unique_ptr<SharedLibrary> library = memory->Open(&in_memory);
    if (library != nullptr) return library;
  }
  if (LacksSystemPart(in_memory)) return RuntimeRefused(files.runtime.path(), in_memory);
  LibraryFiles libraries;
  libraries.name = NameOfContent(files);
  std::vector<ProgramFile> parts = {files.runtime};
  parts.insert(parts.end(), files.runtime_parts.begin(), files.runtime_parts.end());
  for (const ProgramFile& part : parts) {
    RUNNER_ASSIGN(std::string bytes, part.Read());
    libraries.files.emplace_back(part.path(), std::move(bytes));
  }
  std::string in_folders;
  std::unique_ptr<SharedLibrary> library = OpenFromCache(libraries, &in_folders);
  if (library != nullptr) return library;
  if (LacksSystemPart(in_folders)) return RuntimeRefused(files.runtime.path(), in_folders);
  return Failure::CannotRun("The runtime inside this program cannot be loaded",
                            "In memory: " + in_memory + ". In folders: " + in_folders + ".",
                            "Name a folder that belongs to you alone, has 10 MB of room and may hold programs: "
                            "set TMPDIR (on Windows TEMP) to it before the start.");
}

}  // namespace

const char* RuntimeVersion() { return "LiteRT " RUNNER_RUNTIME_VERSION; }

const char* RuntimeFileName() {
#ifdef _WIN32
  return "libLiteRt.dll";
#elif defined(__APPLE__)
  return "libLiteRt.dylib";
#else
  return "libLiteRt.so";
#endif
}

Result<std::unique_ptr<SharedLibrary>> OpenRuntime(const ProgramFiles& files) {
  if (files.runtime.inside() != nullptr) return OpenFromExecutable(files);
  const std::string& path = files.runtime.path();
  const PathKind kind = LookAt(path).kind;
  if (kind == PathKind::kMissing || kind == PathKind::kUnknown) {
    return Failure::CannotRun("The runtime is missing: " + path, "The program needs this file to compute answers.",
                              "Keep all files of the program together in one folder, or unpack it again.");
  }
  if (kind != PathKind::kFile) {
    return RuntimeRefused(path, "It is not an ordinary file");
  }
  std::string reason;
  std::unique_ptr<SharedLibrary> library = SharedLibrary::Open(path, &reason);
  if (library == nullptr) return RuntimeRefused(path, reason);
  return library;
}

Failure RuntimeRefused(const std::string& path, const std::string& reason) {
  const std::string what = "The runtime cannot be loaded: " + path;
  const std::string why = Sentence(reason.empty() ? "The system gave no reason" : reason);
  if (Contains(reason, "GLIBC_") || Contains(reason, "libc.so.6: version")) {
#ifdef __aarch64__
    return Failure::CannotRun(what, why, "Use a newer Linux: the runtime needs glibc 2.34 or newer (since 2021).");
#else
    return Failure::CannotRun(what, why, "Use a newer Linux: the runtime needs glibc 2.27 or newer (since 2018).");
#endif
  }
  if (Contains(reason, "libstdc++") || Contains(reason, "GLIBCXX")) {
    return Failure::CannotRun(what, why,
                              "Install the package libstdc++6 (Debian, Ubuntu: apt install libstdc++6; Fedora: dnf install "
                              "libstdc++; Alpine systems cannot run it).");
  }
  if (Contains(reason, "libgcc_s")) {
    return Failure::CannotRun(what, why, "Install the package libgcc-s1 (Debian, Ubuntu) or libgcc (Fedora).");
  }
  if (Contains(reason, "ELF") || Contains(reason, "file too short") || Contains(reason, "mach-o")) {
    return Failure::CannotRun(what, why, "Unpack the program again: the file is damaged or made for another kind of computer.");
  }
#ifdef _WIN32
  return Failure::CannotRun(what, why,
                            "Unpack the program again with all its files, or install the Microsoft Visual C++ runtime (x64).");
#else
  return Failure::CannotRun(what, why, "Install what is named above, or unpack the program again.");
#endif
}

Failure RuntimeTooDifferent(const std::string& path, const std::vector<std::string>& missing) {
  std::string names;
  for (size_t i = 0; i < missing.size() && i < 3; ++i) names += (i == 0 ? "" : ", ") + missing[i];
  if (missing.size() > 3) names += " and " + std::to_string(missing.size() - 3) + " more";
  return Failure::CannotRun("The runtime does not fit this program: " + path, "It lacks " + names + ".",
                            "Use the libLiteRt file that came with the program (of ai-edge-litert 2.3).");
}

}  // namespace runner
