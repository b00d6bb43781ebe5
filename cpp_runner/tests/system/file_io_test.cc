#include "runner/system/file_io.h"

#include <filesystem>
#include <fstream>

#ifndef _WIN32
#include <sys/stat.h>
#endif

#include "check.h"
#include "runner/system/file_system.h"

using namespace runner;
using runner_test::Why;
namespace fs = std::filesystem;

namespace {

// A folder of its own, empty at first and removed at the end.
class Folder {
 public:
  Folder() {
    fs::remove_all(kName);
    fs::create_directory(kName);
  }
  ~Folder() { fs::remove_all(kName); }
  std::string path(const std::string& name) const { return std::string(kName) + "/" + name; }
  size_t entries() const {
    size_t count = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(kName)) count += entry.exists() ? 1 : 0;
    return count;
  }

 private:
  static constexpr const char* kName = "file_io_test.folder";
};

}  // namespace

TEST(what_was_written_is_read_back) {
  const Folder folder;
  const std::string data = std::string("a\0b\r\n\xFF", 6);
  MUST(WriteFileAtomically(folder.path("x"), {data, "", "more"}));
  CHECK_EQ(MUST(ReadFile(folder.path("x"))), data + "more");
  CHECK_EQ(folder.entries(), size_t{1});
}

TEST(a_large_file_is_read_whole) {
  const Folder folder;
  std::string data;
  for (int i = 0; data.size() < (size_t{5} << 20); ++i) data += std::to_string(i);
  MUST(WriteFileAtomically(folder.path("x"), {data}));
  CHECK(MUST(ReadFile(folder.path("x"))) == data);
}

TEST(an_empty_file_is_read) {
  const Folder folder;
  MUST(WriteFileAtomically(folder.path("x"), {}));
  CHECK_EQ(MUST(ReadFile(folder.path("x"))), "");
}

TEST(names_are_utf8) {
  const Folder folder;
  const std::string path = folder.path("gr\xC3\xBC\xC3\x9F\xE2\x82\xAC.npy");
  MUST(WriteFileAtomically(path, {"x"}));
  CHECK(fs::exists(fs::u8path(path)));
  CHECK_EQ(MUST(ReadFile(path)), "x");
}

TEST(an_existing_file_is_replaced) {
  const Folder folder;
  MUST(WriteFileAtomically(folder.path("x"), {"a longer text"}));
  MUST(WriteFileAtomically(folder.path("x"), {"new"}));
  CHECK_EQ(MUST(ReadFile(folder.path("x"))), "new");
  CHECK_EQ(folder.entries(), size_t{1});
}

#ifndef _WIN32
TEST(a_device_or_a_pipe_is_never_replaced_by_a_file) {
  const Folder folder;
  CHECK(mkfifo(folder.path("pipe").c_str(), 0600) == 0);
  fs::create_symlink("/dev/null", folder.path("link"));
  for (const std::string& path : {folder.path("pipe"), folder.path("link"), std::string("/dev/null")}) {
    CHECK_CONTAINS(Why(CheckTarget(path)), "a device or a pipe");
    CHECK_CONTAINS(Why(WriteFileAtomically(path, {"x"})), "a device or a pipe");
  }
  CHECK(fs::is_fifo(folder.path("pipe")));
  CHECK(fs::is_character_file("/dev/null"));
  CHECK_EQ(folder.entries(), size_t{2});
}
#endif

#ifndef _WIN32
TEST(what_is_no_ordinary_file_is_refused_without_waiting_for_it) {
  const Folder folder;
  CHECK(mkfifo(folder.path("pipe").c_str(), 0600) == 0);
  for (const std::string& path : {folder.path("pipe"), std::string("/dev/zero"), std::string("/dev/null")}) {
    CHECK_CONTAINS(Why(ReadFile(path)), "Devices and pipes");
    CHECK(OpenFile(path, /*write=*/false) == nullptr);  // even when it took a file's place a moment ago
  }
}
#endif

#ifdef __linux__
TEST(what_holds_more_than_it_says_is_refused) {
  CHECK_CONTAINS(Why(ReadFile("/proc/self/status")), "holds more than the 0 bytes");
}
#endif

TEST(a_file_larger_than_what_it_is_for_is_refused) {
  const Folder folder;
  MUST(WriteFileAtomically(folder.path("x"), {std::string(1025, 'x')}));
  CHECK_CONTAINS(Why(ReadFile(folder.path("x"), 1024)), "too large");
  MUST(ReadFile(folder.path("x"), 1025));
}

TEST(a_failed_write_leaves_nothing_behind) {
  const Folder folder;
  fs::create_directory(folder.path("taken"));
  CHECK_CONTAINS(Why(WriteFileAtomically(folder.path("taken"), {"x"})), "A folder has that name");
  CHECK_CONTAINS(Why(WriteFileAtomically(folder.path("missing/x"), {"x"})), "cannot be written");
  CHECK_CONTAINS(Why(WriteFileAtomically(folder.path(""), {"x"})), "not the name of a file");
  CHECK_CONTAINS(Why(WriteFileAtomically("", {"x"})), "not the name of a file");
  CHECK_EQ(folder.entries(), size_t{1});
}

TEST(what_cannot_be_read_is_told) {
  const Folder folder;
  CHECK_CONTAINS(Why(ReadFile(folder.path("missing"))), "There is no such file");
  CHECK_CONTAINS(Why(ReadFile(folder.path("missing"))), folder.path("missing"));
  CHECK_CONTAINS(Why(ReadFile(folder.path(""))), "This is a folder");
}

TEST(the_longest_name_can_be_written) {
  const Folder folder;
  const std::string path = folder.path(std::string(200, 'n'));
  MUST(WriteFileAtomically(path, {"x"}));
  CHECK_EQ(MUST(ReadFile(path)), "x");
}
