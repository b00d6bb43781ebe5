#include "runner/system/file_io.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "core/base/grouped_digits.h"
#include "runner/system/file_system.h"
#include "runner/system/partial_file.h"
#include "runner/system/paths.h"

namespace runner {
namespace {

std::string LastError(int code) {
  return code == 0 ? "The system gives no reason." : "The system says: " + std::string(std::strerror(code)) + ".";
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
// C files: C++ streams would bring the whole of the library's locales, 350 KB.
using File = std::unique_ptr<std::FILE, CloseFile>;

Failure CannotWrite(const std::string& path, const std::string& why) {
  return Failure::Usage(path + " cannot be written", why, "Name a file in a folder that exists, has space and may be written to.");
}

Failure CannotRead(int code) {
  return Failure::Usage("The file cannot be read", LastError(code), "Copy it to this computer.");
}

Failure CannotOpen(int code) {
  if (code != EACCES && code != EPERM) return CannotRead(code);
  return Failure::Usage("The file cannot be opened", "Its owner does not allow it.", "Allow reading it.");
}

}  // namespace

Result<std::string> ReadContent(const std::string& path, uint64_t most) {
  const PathFacts facts = LookAt(path);
  if (facts.kind == PathKind::kMissing) {
    return Failure::Usage("There is no such file", "Nothing has this name.", "Check the name and the folder.");
  }
  if (facts.kind == PathKind::kFolder) {
    return Failure::Usage("This is a folder", "A file is needed here.", "Name the files in it.");
  }
  if (facts.kind == PathKind::kOther) {
    return Failure::Usage("This is not an ordinary file", "Devices and pipes are not read by their names.",
                          "Save it as a file first, or send it to standard input and name it -.");
  }
  const uint64_t expected = static_cast<uint64_t>(facts.bytes);
  if (expected > most) {
    return Failure::Usage("The file is too large", "It has " + Grouped(expected) + " bytes.",
                          "Use at most " + Grouped(most) + " bytes.");
  }
  errno = 0;
  const File file(OpenFile(path, /*write=*/false));
  if (!file) return CannotOpen(errno);
  std::string bytes;
  bytes.resize(static_cast<size_t>(expected));
  const size_t got = std::fread(bytes.data(), 1, bytes.size(), file.get());
  const bool more = got == bytes.size() && std::fgetc(file.get()) != EOF;
  if (std::ferror(file.get())) return CannotRead(errno);
  if (more) {
    return Failure::Usage("The file cannot be read",
                          "It holds more than the " + Grouped(expected) + " bytes that it says it has: it is being written "
                          "at this moment, or it is not an ordinary file.",
                          "Wait until it is written, or save a copy of it.");
  }
  bytes.resize(got);
  return bytes;
}

Result<std::string> ReadFile(const std::string& path, uint64_t most) {
  Result<std::string> bytes = ReadContent(path, most);
  if (!bytes.ok()) return bytes.failure().About(path);
  return bytes;
}

Failure WouldReplaceInput(const std::string& path) {
  return Failure::Usage(path + " is not replaced", "It is one of the files that are read.", "Name another file for the result.");
}

Result<Done> CheckTarget(const std::string& path) {
  if (NameOf(path).empty()) return CannotWrite(path, "That is not the name of a file.");
  switch (LookAt(path).kind) {
    case PathKind::kFolder: return CannotWrite(path, "A folder has that name.");
    case PathKind::kOther:  // who may do everything would put a file in place of a device
      return Failure::Usage(path + " cannot be written", "That name belongs to a device or a pipe, not to a file.",
                            "Name a file that may be made or replaced.");
    default: return Done{};
  }
}

Result<Done> WriteFileAtomically(const std::string& path, const std::vector<std::string_view>& pieces) {
  RUNNER_ASSIGN(PartialFile file, PartialFile::Open(path));
  for (const std::string_view piece : pieces) RUNNER_TRY(file.Write(piece));
  return file.Publish();
}

}  // namespace runner
