#include "runner/file.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>
#include <system_error>

namespace runner {
namespace {

namespace fs = std::filesystem;

constexpr size_t kChunk = size_t{1} << 20;
constexpr uint64_t kMaxFileBytes = uint64_t{4} << 30;

std::string LastError(int code) {
  if (code == 0) return "The system gives no reason.";
  return "The system says: " + std::generic_category().message(code) + ".";
}

std::string RandomName() {
  static constexpr char kLetters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::random_device device;
  std::string name;
  for (int i = 0; i < 12; ++i) name += kLetters[device() % 36];
  return name;
}

// Removes the file when it goes out of scope, unless it was kept.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
  }
  const fs::path& path() const { return path_; }
  void Keep() { path_.clear(); }

 private:
  fs::path path_;
};

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
// C files: C++ streams would bring the whole of the library's locales, 350 KB.
using File = std::unique_ptr<std::FILE, CloseFile>;

File OpenFile(const fs::path& path, bool write) {
#ifdef _WIN32
  return File(_wfopen(path.c_str(), write ? L"wb" : L"rb"));
#else
  return File(std::fopen(path.c_str(), write ? "wb" : "rb"));
#endif
}

Failure CannotWrite(const std::string& path, const std::string& why) {
  return Failure::Usage("The file " + path + " cannot be written", why,
                        "Check that the folder is there, that you may write to it and that the disk has space.");
}

}  // namespace

Result<std::string> ReadFile(const std::string& path) {
  const std::string what = "The file " + path + " cannot be read";
  const fs::path native = fs::u8path(path);
  std::error_code error;
  const fs::file_status status = fs::status(native, error);
  if (status.type() == fs::file_type::not_found) {
    return Failure::Usage(what, "There is no such file.", "Check the name and the folder.");
  }
  if (fs::is_directory(status)) return Failure::Usage(what, "It is a folder.", "Name the file itself.");
  errno = 0;
  const File file = OpenFile(native, /*write=*/false);
  if (!file) return Failure::Usage(what, LastError(errno), "Check that you may read it.");
  std::string bytes;
  const uintmax_t expected = fs::is_regular_file(status) ? fs::file_size(native, error) : 0;
  // A chunk more than expected, so that the end is seen without growing.
  if (!error && expected < kMaxFileBytes) bytes.reserve(static_cast<size_t>(expected) + kChunk);
  size_t filled = 0;
  for (;;) {
    bytes.resize(filled + kChunk);
    const size_t got = std::fread(bytes.data() + filled, 1, kChunk, file.get());
    filled += got;
    if (filled > kMaxFileBytes) return Failure::Usage(what, "It is larger than 4 GiB.", "Split it into smaller files.");
    if (got < kChunk) break;
  }
  if (std::ferror(file.get())) return Failure::Usage(what, LastError(errno), "Check the disk and try again.");
  bytes.resize(filled);
  return bytes;
}

Result<Done> WriteFileAtomically(const std::string& path, const std::vector<std::string_view>& pieces) {
  const fs::path target = fs::u8path(path);
  std::error_code error;
  if (path.empty() || !target.has_filename()) return CannotWrite(path, "That is not the name of a file.");
  if (fs::is_directory(target, error)) return CannotWrite(path, "A folder has that name.");
  fs::path beside = target;
  // The name does not build on the target's, which may already be as long as names can be.
  beside.replace_filename("." + RandomName() + ".partial");
  errno = 0;
  TemporaryFile temporary(beside);
  {
    File file = OpenFile(temporary.path(), /*write=*/true);
    if (!file) return CannotWrite(path, LastError(errno));
    bool written = true;
    for (const std::string_view piece : pieces) {
      written = written && std::fwrite(piece.data(), 1, piece.size(), file.get()) == piece.size();
    }
    // Closing writes what is still held back, and a full disk may show only then.
    if (std::fclose(file.release()) != 0 || !written) return CannotWrite(path, LastError(errno));
  }
  fs::rename(temporary.path(), target, error);
  if (error) return CannotWrite(path, "The system says: " + error.message() + ".");
  temporary.Keep();
  return Done{};
}

}  // namespace runner
