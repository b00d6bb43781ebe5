#include "runner/system/file_io.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "runner/system/file_system.h"
#include "runner/system/paths.h"
#include "runner/system/random_bits.h"

namespace runner {
namespace {

std::string SystemSays(const std::string& words) { return "The system says: " + words + "."; }

std::string LastError(int code) { return code == 0 ? "The system gives no reason." : SystemSays(std::strerror(code)); }

std::string RandomName() {
  static constexpr char kLetters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string name;
  uint64_t bits = RandomBits();
  for (int i = 0; i < 12; ++i, bits /= 36) name += kLetters[bits % 36];
  return name;
}

// Removes the file when it goes out of scope, unless it was kept.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!path_.empty()) RemoveFile(path_);
  }
  const std::string& path() const { return path_; }
  void Keep() { path_.clear(); }

 private:
  std::string path_;
};

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
// C files: C++ streams would bring the whole of the library's locales, 350 KB.
using File = std::unique_ptr<std::FILE, CloseFile>;

Failure CannotWrite(const std::string& path, const std::string& why) {
  return Failure::Usage("The file " + path + " cannot be written", why,
                        "Check that the folder is there, that you may write to it and that the disk has space.");
}

}  // namespace

Result<std::string> ReadFile(const std::string& path, uint64_t most) {
  const std::string what = "The file " + path + " cannot be read";
  const PathFacts facts = LookAt(path);
  if (facts.kind == PathKind::kMissing) {
    return Failure::Usage(what, "There is no such file.", "Check the name and the folder.");
  }
  if (facts.kind == PathKind::kFolder) return Failure::Usage(what, "It is a folder.", "Name the file itself.");
  if (facts.kind == PathKind::kOther) {
    return Failure::Usage(what, "It is a device, a pipe or a socket, which may never end.", "Save its content as a file first.");
  }
  const uint64_t expected = static_cast<uint64_t>(facts.bytes);
  if (expected > most) {
    return Failure::Usage(what, "It is larger than " + std::to_string(most >> 20) + " MiB.", "Split it into smaller files.");
  }
  errno = 0;
  const File file(OpenFile(path, /*write=*/false));
  if (!file) return Failure::Usage(what, LastError(errno), "Check that you may read it.");
  std::string bytes;
  bytes.resize(static_cast<size_t>(expected));
  const size_t got = std::fread(bytes.data(), 1, bytes.size(), file.get());
  const bool more = got == bytes.size() && std::fgetc(file.get()) != EOF;
  if (std::ferror(file.get())) return Failure::Usage(what, LastError(errno), "Check the disk and try again.");
  if (more) {
    return Failure::Usage(what, "It holds more than the " + std::to_string(expected) + " bytes that it says it has: it is being "
                                "written at this moment, or it is not an ordinary file.",
                          "Wait until it is written, or save a copy of it.");
  }
  bytes.resize(got);
  return bytes;
}

Result<Done> CheckTarget(const std::string& path) {
  if (NameOf(path).empty()) return CannotWrite(path, "That is not the name of a file.");
  switch (LookAt(path).kind) {
    case PathKind::kFolder: return CannotWrite(path, "A folder has that name.");
    case PathKind::kOther:  // who may do everything would put a file in place of a device
      return Failure::Usage("The file " + path + " cannot be written", "That name belongs to a device or a pipe, not to a file.",
                            "Name a file that may be made or replaced.");
    default: return Done{};
  }
}

Result<Done> WriteFileAtomically(const std::string& path, const std::vector<std::string_view>& pieces) {
  RUNNER_TRY(CheckTarget(path));
  const size_t name_bytes = NameOf(path).size();
  // The name does not build on the target's, which may already be as long as names can be.
  TemporaryFile temporary(path.substr(0, path.size() - name_bytes) + "." + RandomName() + ".partial");
  errno = 0;
  {
    File file(OpenFile(temporary.path(), /*write=*/true));
    if (!file) return CannotWrite(path, LastError(errno));
    bool written = true;
    for (const std::string_view piece : pieces) {
      written = written && std::fwrite(piece.data(), 1, piece.size(), file.get()) == piece.size();
    }
    // Closing writes what is still held back, and a full disk may show only then.
    if (std::fclose(file.release()) != 0 || !written) return CannotWrite(path, LastError(errno));
  }
  std::string reason;
  if (!RenameOver(temporary.path(), path, &reason)) return CannotWrite(path, SystemSays(reason));
  temporary.Keep();
  return Done{};
}

}  // namespace runner
