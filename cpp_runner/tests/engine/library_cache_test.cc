#include "runner/engine/library_cache.h"

#ifndef _WIN32

#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "check.h"
#include "runner/system/file_io.h"
#include "runner/system/file_system.h"
#include "engine/private_folder.h"

using namespace runner;
namespace fs = std::filesystem;

namespace {

// The user's cache folder and that for temporary files are in an empty one; /tmp itself is where this test runs or not.
class Home {
 public:
  Home() {
    fs::remove_all(kName);
    fs::create_directories(kName);
    fs::permissions(kName, fs::perms::owner_all);
    root_ = fs::canonical(kName).string();
    setenv("XDG_CACHE_HOME", path("cache").c_str(), 1);
    setenv("TMPDIR", path("temporary").c_str(), 1);
  }
  ~Home() {
    unsetenv("XDG_CACHE_HOME");
    unsetenv("TMPDIR");
    fs::remove_all(root_);
  }
  std::string path(const std::string& name) const { return root_ + "/" + name; }
  std::string place() const { return path("cache/litecrate-runtime"); }

 private:
  static constexpr const char* kName = "library_cache_test.folder";
  std::string root_;
};

// A library that every system has, found by what this program itself has mapped.
std::string LibraryBytes() {
  for (const char* name : {"/lib/x86_64-linux-gnu/libm.so.6", "/lib64/libm.so.6", "/usr/lib/libm.so.6", "/lib/aarch64-linux-gnu/libm.so.6"}) {
    Result<std::string> bytes = ReadFile(name);
    if (bytes.ok()) return std::move(bytes).value();
  }
  return "";
}

LibraryFiles Library() { return {"1-2", {{"libm.so", LibraryBytes()}}}; }

void Put(const std::string& path, const std::string& text) { MUST(WriteFileAtomically(path, {text})); }

}  // namespace

TEST(a_library_is_kept_in_the_cache_folder_and_used_again) {
  const Home home;
  std::string reason;
  const LibraryFiles library = Library();
  CHECK(OpenFromCache(library, &reason) != nullptr);
  const std::string file = home.place() + "/1-2/libm.so";
  CHECK_EQ(MUST(ReadFile(file)).size(), library.files[0].second.size());
  struct stat before = {}, after = {}, folder = {};
  CHECK_EQ(stat(file.c_str(), &before), 0);
  CHECK(OpenFromCache(library, &reason) != nullptr);
  CHECK_EQ(stat(file.c_str(), &after), 0);
  CHECK_EQ(before.st_ino, after.st_ino);
  CHECK_EQ(stat(home.place().c_str(), &folder), 0);
  CHECK_EQ(folder.st_mode & 0777, 0700u);
}

TEST(what_is_not_the_library_is_replaced_before_it_is_opened) {
  const Home home;
  std::string reason;
  const LibraryFiles library = Library();
  const std::string folder = home.place() + "/1-2";
  const std::string file = folder + "/libm.so";
  CHECK(OpenFromCache(library, &reason) != nullptr);
  std::string changed = library.files[0].second;
  changed[changed.size() / 2] ^= 1;
  Put(file, changed);
  CHECK(OpenFromCache(library, &reason) != nullptr);
  CHECK(MUST(ReadFile(file)) == library.files[0].second);
  // A link is not followed: what it leads to stays as it is.
  Put(home.path("other"), "other");
  CHECK_EQ(unlink(file.c_str()), 0);
  CHECK_EQ(symlink(home.path("other").c_str(), file.c_str()), 0);
  CHECK(OpenFromCache(library, &reason) != nullptr);
  CHECK_EQ(MUST(ReadFile(home.path("other"))), std::string("other"));
  CHECK(!IsLink(file));
  // A second name of the file could be somebody else's.
  CHECK_EQ(link(file.c_str(), home.path("second").c_str()), 0);
  CHECK(OpenFromCache(library, &reason) != nullptr);
  struct stat found = {};
  CHECK_EQ(stat(file.c_str(), &found), 0);
  CHECK_EQ(found.st_nlink, nlink_t{1});
}

TEST(a_folder_that_others_can_change_is_not_used) {
  const Home home;
  CHECK_EQ(MakePrivateFolder(home.place()), std::string());
  chmod(home.place().c_str(), 0777);
  CHECK_CONTAINS(MakePrivateFolder(home.place()), "others");
  chmod(home.place().c_str(), 0700);
  chmod(home.path("cache").c_str(), 0777);
  CHECK_CONTAINS(MakePrivateFolder(home.place()), "others");
  chmod(home.path("cache").c_str(), 01777);  // as /tmp: nobody removes what is another's
  CHECK_EQ(MakePrivateFolder(home.place()), std::string());
  fs::remove(home.place());
  fs::create_directory_symlink(home.path("elsewhere"), home.place());
  CHECK(!MakePrivateFolder(home.place()).empty());
  // The next place is taken.
  fs::create_directory(home.path("temporary"));
  std::string reason;
  CHECK(OpenFromCache(Library(), &reason) != nullptr);
  CHECK(FileExists(home.path("temporary") + "/litecrate-runtime-" + std::to_string(geteuid()) + "/1-2/libm.so"));
}

TEST(what_nobody_used_for_a_long_time_is_removed) {
  const Home home;
  std::string reason;
  const LibraryFiles library = Library();
  CHECK(OpenFromCache(library, &reason) != nullptr);
  for (const char* name : {"3-4", "5-6", "other"}) {
    const std::string folder = home.place() + "/" + name;
    CHECK(MakeInnerFolder(folder));
    Put(folder + "/lib.so", "x");
    const std::time_t then = std::time(nullptr) - std::time_t{86400} * (name[0] == '5' ? 89 : 92);
    const utimbuf times = {then, then};
    CHECK_EQ(utime(folder.c_str(), &times), 0);
  }
  CHECK(OpenFromCache(library, &reason) != nullptr);
  CHECK_EQ(static_cast<int>(LookAt(home.place() + "/3-4").kind), static_cast<int>(PathKind::kMissing));
  CHECK(FileExists(home.place() + "/5-6/lib.so"));
  CHECK(FileExists(home.place() + "/other/lib.so"));
  CHECK_EQ(DaysUnused(home.place() + "/1-2"), int64_t{0});
}

#endif
