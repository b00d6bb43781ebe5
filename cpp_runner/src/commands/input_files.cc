#include "runner/commands/input_files.h"

#include <algorithm>
#include <functional>

#include "core/base/small_sort.h"
#include "core/base/string_utils.h"
#include "runner/commands/path_patterns.h"
#include "runner/system/file_system.h"

namespace runner {
namespace {

void SortNames(std::vector<std::string>& names) {
  SmallSort(names, std::less<std::string>());
}

std::string Below(const std::string& folder, const std::string& name) {
#ifdef _WIN32
  const bool separated = folder.back() == '/' || folder.back() == '\\';
#else
  const bool separated = folder.back() == '/';
#endif
  return separated ? folder + name : folder + "/" + name;
}

bool HasEnding(std::string name, const std::vector<std::string>& endings) {
  for (char& letter : name) letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
  return std::any_of(endings.begin(), endings.end(), [&](const std::string& ending) { return EndsWith(name, ending); });
}

// The files of a folder first, then those of the folders in it.
void CollectFiles(const std::string& folder, const std::vector<std::string>& endings, std::vector<std::string>& found) {
  std::vector<std::string> names = NamesIn(folder);
  SortNames(names);
  std::vector<std::string> folders;
  for (const std::string& name : names) {
    if (name[0] == '.') continue;
    const std::string path = Below(folder, name);
    const bool is_folder = LookAt(path).kind == PathKind::kFolder;
    if (is_folder && !IsLink(path)) folders.push_back(path);
    if (!is_folder && HasEnding(name, endings)) found.push_back(path);
  }
  for (const std::string& inner : folders) CollectFiles(inner, endings, found);
}

}  // namespace

std::vector<std::string> ExpandNames(const std::vector<std::string>& names, const std::vector<std::string>& endings) {
  std::vector<std::string> files;
  for (const std::string& name : names) {
    std::vector<std::string> meant = {name};
    if (IsPattern(name) && LookAt(name).kind == PathKind::kMissing && !IsLink(name)) meant = PathsThatFit(name);
    if (meant.empty()) meant.push_back(name);
    for (const std::string& path : meant) {
      const size_t before = files.size();
      if (LookAt(path).kind == PathKind::kFolder) CollectFiles(path, endings, files);
      if (files.size() == before) files.push_back(path);
    }
  }
  return files;
}

}  // namespace runner
