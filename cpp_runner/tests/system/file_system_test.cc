#include "runner/system/file_system.h"

#include <algorithm>
#include <filesystem>

#include "check.h"
#include "runner/system/clock.h"
#include "runner/system/random_bits.h"

using namespace runner;
namespace fs = std::filesystem;

namespace {

// A folder of its own with one file of three bytes and one folder in it, removed at the end.
class Folder {
 public:
  Folder() {
    fs::remove_all(kName);
    fs::create_directories(path("inner"));
    std::FILE* file = OpenFile(path("file"), /*write=*/true);
    std::fputs("abc", file);
    std::fclose(file);
  }
  ~Folder() { fs::remove_all(kName); }
  std::string path(const std::string& name) const { return std::string(kName) + "/" + name; }

 private:
  static constexpr const char* kName = "file_system_test.folder";
};

}  // namespace

TEST(a_path_is_looked_at) {
  const Folder folder;
  CHECK(LookAt(folder.path("file")).kind == PathKind::kFile);
  CHECK_EQ(LookAt(folder.path("file")).bytes, int64_t{3});
  CHECK(LookAt(folder.path("inner")).kind == PathKind::kFolder);
  CHECK_EQ(LookAt(folder.path("inner")).bytes, int64_t{0});
  CHECK(LookAt(folder.path("missing")).kind == PathKind::kMissing);
  CHECK(LookAt(folder.path("file/below")).kind == PathKind::kMissing);
  CHECK(LookAt("").kind == PathKind::kMissing);
}

TEST(links_are_followed) {
  const Folder folder;
  fs::create_symlink("file", folder.path("link"));
  fs::create_symlink("nothing", folder.path("broken"));
  CHECK(LookAt(folder.path("link")).kind == PathKind::kFile);
  CHECK(LookAt(folder.path("broken")).kind == PathKind::kMissing);
}

TEST(a_link_to_what_is_not_there_yet_is_followed_too) {
  const Folder folder;
  fs::create_symlink("second", folder.path("first"));
  fs::create_symlink("inner/new", folder.path("second"));
  fs::create_symlink("loop", folder.path("loop"));
  CHECK_EQ(ResolvedPath(folder.path("first")), folder.path("inner/new"));
  CHECK(IsLink(ResolvedPath(folder.path("loop"))));
  fs::create_symlink("file", folder.path("link"));
  CHECK(IsSameFile(folder.path("link"), folder.path("./file")));
  CHECK(!IsSameFile(folder.path("first"), folder.path("second")));
}

TEST(the_names_in_a_folder_are_told) {
  const Folder folder;
  std::vector<std::string> names = NamesIn(folder.path("."));
  std::sort(names.begin(), names.end());
  CHECK_EQ(names, (std::vector<std::string>{"file", "inner"}));
  CHECK(NamesIn(folder.path("inner")).empty());
  CHECK(NamesIn(folder.path("missing")).empty());
}

TEST(a_file_is_renamed_over_another) {
  const Folder folder;
  std::fclose(OpenFile(folder.path("other"), /*write=*/true));
  std::string reason;
  CHECK(RenameOver(folder.path("file"), folder.path("other"), &reason));
  CHECK_EQ(LookAt(folder.path("other")).bytes, int64_t{3});
  CHECK(!RenameOver(folder.path("other"), folder.path("missing/x"), &reason));
  CHECK(!reason.empty());
}

TEST(a_file_is_removed) {
  const Folder folder;
  RemoveFile(folder.path("file"));
  RemoveFile(folder.path("file"));
  CHECK(LookAt(folder.path("file")).kind == PathKind::kMissing);
}

TEST(random_numbers_differ) { CHECK(RandomBits() != RandomBits()); }

TEST(the_clock_goes_forward) {
  const double before = NowMs();
  CHECK(NowMs() >= before);
}
