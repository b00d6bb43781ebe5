#include "runner/system/partial_file.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include "runner/system/file_io.h"
#include "runner/system/file_system.h"
#include "runner/system/paths.h"
#include "runner/system/random_bits.h"

#ifndef _WIN32
#include <unistd.h>

#include <atomic>
#include <csignal>
#endif

namespace runner {
namespace {

std::string RandomName() {
  static constexpr char kLetters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string name;
  uint64_t bits = RandomBits();
  for (int i = 0; i < 12; ++i, bits /= 36) name += kLetters[bits % 36];
  return name;
}

bool IsFaultOfPlace(int code) {
  switch (code) {
#ifdef EDQUOT
    case EDQUOT:
#endif
    case ENOSPC:
    case EROFS:
    case EACCES:
    case EPERM:
    case EIO:
    case EFBIG: return true;
    default: return false;
  }
}

#ifndef _WIN32

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGXCPU};

// What a signal removes: a handler can only reach what is global, and may not allocate.
char removed_path[4096];
std::atomic<bool> removes{false};

void RemoveAndEnd(int number) {
  unlink(removed_path);
  std::signal(number, SIG_DFL);
  raise(number);
}

// False where another file is being removed by signals already.
bool RemoveBySignals(const std::string& path) {
  if (removes.load() || path.size() >= sizeof removed_path) return false;
  std::memcpy(removed_path, path.c_str(), path.size() + 1);
  removes.store(true);
  for (const int number : kSignals) {
    if (std::signal(number, RemoveAndEnd) == SIG_IGN) std::signal(number, SIG_IGN);  // who started us wants it so
  }
  return true;
}

void RemoveNoMore() {
  for (const int number : kSignals) {
    if (std::signal(number, SIG_DFL) == SIG_IGN) std::signal(number, SIG_IGN);
  }
  removes.store(false);
}

// What was written is on the disk before the rename is.
bool Settle(std::FILE* file) { return std::fflush(file) == 0 && fsync(fileno(file)) == 0; }

#else

bool RemoveBySignals(const std::string&) { return false; }
void RemoveNoMore() {}
bool Settle(std::FILE* file) { return std::fflush(file) == 0; }

#endif

}  // namespace

Result<PartialFile> PartialFile::Open(const std::string& path) {
  RUNNER_TRY(CheckTarget(path));
  PartialFile file;
  file.shown_ = path;
  file.path_ = ResolvedPath(path);
  // The name does not build on the target's, which may already be as long as names can be.
  file.partial_ = file.path_.substr(0, file.path_.size() - NameOf(file.path_).size()) + "." + RandomName() + ".partial";
  file.removed_by_signals_ = RemoveBySignals(file.partial_);
  errno = 0;
  file.file_ = OpenFile(file.partial_, /*write=*/true);
  if (file.file_ == nullptr) return file.CannotWrite(errno);
  return file;
}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : shown_(std::move(other.shown_)),
      path_(std::move(other.path_)),
      partial_(std::exchange(other.partial_, std::string())),
      file_(std::exchange(other.file_, nullptr)),
      removed_by_signals_(std::exchange(other.removed_by_signals_, false)) {}

PartialFile::~PartialFile() {
  if (file_ != nullptr) std::fclose(file_);
  if (!partial_.empty()) RemoveFile(partial_);
  if (removed_by_signals_) RemoveNoMore();
}

Failure PartialFile::CannotWrite(int code) const {
  const std::string why = code == 0 ? "The system gives no reason." : "The system says: " + std::string(std::strerror(code)) + ".";
  return {shown_ + " cannot be written", why, "Name a file in a folder that exists, has space and may be written to.",
          IsFaultOfPlace(code) ? 3 : 2};
}

Result<Done> PartialFile::Write(std::string_view bytes) {
  errno = 0;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size()) return Done{};
  return CannotWrite(errno);
}

Result<Done> PartialFile::Publish() {
  errno = 0;
  const bool settled = Settle(file_);
  const int code = errno;
  // Closing may be the first to tell of a full disk.
  const bool closed = std::fclose(std::exchange(file_, nullptr)) == 0;
  if (!settled || !closed) return CannotWrite(settled ? errno : code);
  std::string reason;
  if (RenameOver(partial_, path_, &reason)) {
    partial_.clear();
    return Done{};
  }
  return Failure::Usage(shown_ + " cannot be written", "The system says: " + reason + ".",
                        "Name a file in a folder that exists, has space and may be written to.");
}

}  // namespace runner
