#include "runner/commands/input_files.h"

#include <filesystem>

#include "check.h"
#include "runner/commands/path_patterns.h"
#include "runner/system/file_io.h"

using runner::ExpandNames;
using runner::FitsPattern;

namespace {

namespace fs = std::filesystem;

// A folder that goes when the test is over.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("input_files_test_" + std::to_string(reinterpret_cast<uintptr_t>(this)));
  explicit Folder(const std::vector<std::string>& files) {
    for (const std::string& file : files) {
      fs::create_directories((path / fs::u8path(file)).parent_path());
      MUST(runner::WriteFileAtomically((path / fs::u8path(file)).u8string(), {"x"}));
    }
  }
  ~Folder() { fs::remove_all(path); }
  std::string name() const { return path.u8string(); }
  // Without the folder itself.
  std::vector<std::string> Shown(std::vector<std::string> found) const {
    for (std::string& file : found) file = file.substr(std::min(file.size(), name().size() + 1));
    return found;
  }
};

const std::vector<std::string> kEndings = {".csv", ".npy"};

}  // namespace

TEST(a_folder_stands_for_the_files_below_it_that_the_model_reads) {
  const Folder folder({"b.npy", "a.CSV", ".hidden.csv", "c.txt", "z/d.csv", "m/n/e.npy", ".git/f.csv"});
  CHECK_EQ(folder.Shown(ExpandNames({folder.name()}, kEndings)),
           (std::vector<std::string>{"a.CSV", "b.npy", "m/n/e.npy", "z/d.csv"}));
  CHECK_EQ(folder.Shown(ExpandNames({folder.name() + "/"}, kEndings)).size(), size_t{4});
  CHECK_EQ(ExpandNames({"first", folder.name() + "/z"}, kEndings), (std::vector<std::string>{"first", folder.name() + "/z/d.csv"}));
  CHECK_EQ(ExpandNames({folder.name() + "/.git"}, {".png"}), (std::vector<std::string>{folder.name() + "/.git"}));
}

TEST(links_to_folders_are_not_followed) {
  const Folder folder({"in/a.csv"});
  fs::create_directory_symlink(folder.path, folder.path / "in" / "round");
  CHECK_EQ(folder.Shown(ExpandNames({folder.name()}, kEndings)), (std::vector<std::string>{"in/a.csv"}));
}

TEST(a_pattern_stands_for_what_fits_it) {
  const Folder folder({"a1.csv", "a2.csv", "b1.csv", ".a3.csv", "in/a4.csv", "in/deep/a5.csv", "[x].csv"});
  const auto found = [&](const std::string& pattern) { return folder.Shown(ExpandNames({folder.name() + "/" + pattern}, kEndings)); };
  CHECK_EQ(found("a*.csv"), (std::vector<std::string>{"a1.csv", "a2.csv"}));
  CHECK_EQ(found("?1.csv"), (std::vector<std::string>{"a1.csv", "b1.csv"}));
  CHECK_EQ(found("[!a]1.csv"), (std::vector<std::string>{"b1.csv"}));
  CHECK_EQ(found("**/a*.csv"), (std::vector<std::string>{"a1.csv", "a2.csv", "in/a4.csv", "in/deep/a5.csv"}));
  CHECK_EQ(found("*/a*.csv"), (std::vector<std::string>{"in/a4.csv"}));
  CHECK_EQ(found("i*"), (std::vector<std::string>{"in/a4.csv", "in/deep/a5.csv"}));
  CHECK_EQ(found("[x].csv"), (std::vector<std::string>{"[x].csv"}));  // a file of that name is meant
  CHECK_EQ(found("none*.csv"), (std::vector<std::string>{"none*.csv"}));
}

TEST(names_fit_patterns_character_by_character) {
  CHECK(FitsPattern("gr\u00fcn", "gr?n"));
  CHECK(FitsPattern("\u00fc", "[\u00e0-\u00ff]"));
  CHECK(FitsPattern("abcabd", "*ab[!c]"));
  CHECK(!FitsPattern("abcabd", "ab"));
  CHECK(FitsPattern("", "*"));
  CHECK(FitsPattern("a]", "a]"));
  CHECK(FitsPattern("[", "["));
  CHECK(!FitsPattern(std::string(200, 'a'), "*a*a*a*a*a*a*a*a*b"));  // and soon
}
