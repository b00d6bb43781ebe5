#include "runner/commands/path_patterns.h"

#include <algorithm>
#include <functional>

#include "core/base/small_sort.h"
#include "core/base/utf8.h"
#include "runner/system/file_system.h"
#include "runner/system/paths.h"

namespace runner {
namespace {

// One character's bytes at the front; of a byte that is none, that byte.
std::string_view FirstCharacter(std::string_view text) { return text.substr(0, std::max<size_t>(Utf8Length(text), 1)); }

// Whether a character is in the set that the pattern begins with ("[a-z]"); `*behind` is what follows the set. A bracket that
// nothing closes stands for itself.
bool InSet(std::string_view letter, std::string_view pattern, std::string_view* behind) {
  size_t at = 1;
  const bool others = pattern.substr(at, 1) == "!";
  if (others) ++at;
  const size_t close = pattern.find(']', at + 1);
  if (close == std::string_view::npos) {
    *behind = pattern.substr(1);
    return letter == "[";
  }
  *behind = pattern.substr(close + 1);
  std::string_view set = pattern.substr(at, close - at);
  bool found = false;
  while (!set.empty()) {
    const std::string_view low = FirstCharacter(set);
    set.remove_prefix(low.size());
    std::string_view high = low;
    if (set.size() > 1 && set[0] == '-') {
      set.remove_prefix(1);
      high = FirstCharacter(set);
      set.remove_prefix(high.size());
    }
    // The order of UTF-8's bytes is that of its characters.
    found = found || (low <= letter && letter <= high);
  }
  return found != others;
}

class PatternWalk {
 public:
  explicit PatternWalk(const std::string& pattern) {
    size_t start = 0;
    if (pattern.find_first_of(kPathSeparators) == 0) root_ = pattern.substr(0, 1), start = 1;
    while (start <= pattern.size()) {
      const size_t end = std::min(pattern.find_first_of(kPathSeparators, start), pattern.size());
      if (end > start) parts_.push_back(pattern.substr(start, end - start));
      start = end + 1;
    }
  }

  std::vector<std::string> Found() {
    if (!parts_.empty()) Walk(root_, 0);
    SmallSort(found_, std::less<std::string>());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  void Walk(const std::string& before, size_t part) {
    const std::string& pattern = parts_[part];
    if (pattern == "**" && part + 1 < parts_.size()) Walk(before, part + 1);
    if (!IsPattern(pattern)) return Take(before + pattern, part);
    std::vector<std::string> names = NamesIn(before.empty() ? "." : before);
    for (const std::string& name : names) {
      if (name[0] == '.' && pattern[0] != '.') continue;
      if (pattern == "**") {
        TakeBelow(before + name, part);
      } else if (FitsPattern(name, pattern)) {
        Take(before + name, part);
      }
    }
  }

  void Take(const std::string& path, size_t part) {
    const PathKind kind = LookAt(path).kind;
    if (part + 1 == parts_.size()) {
      if (kind != PathKind::kMissing || IsLink(path)) found_.push_back(path);
    } else if (kind == PathKind::kFolder) {
      Walk(path + "/", part + 1);
    }
  }

  // What ** may be: any folder, and at the end of the pattern anything else; links to folders are not followed.
  void TakeBelow(const std::string& path, size_t part) {
    const PathKind kind = LookAt(path).kind;
    if (kind == PathKind::kFolder && !IsLink(path)) Walk(path + "/", part);
    if (kind != PathKind::kFolder && part + 1 == parts_.size()) found_.push_back(path);
  }

  std::string root_;
  std::vector<std::string> parts_;
  std::vector<std::string> found_;
};

}  // namespace

bool IsPattern(std::string_view name) { return name.find_first_of("*?[") != std::string_view::npos; }

bool FitsPattern(std::string_view name, std::string_view pattern) {
  // Where the last star was, and how much of the name it covers so far: only that one is ever tried again.
  std::string_view star_pattern;
  std::string_view star_name;
  bool starred = false;
  while (!name.empty() || !pattern.empty()) {
    std::string_view behind;
    if (!pattern.empty() && pattern[0] == '*') {
      pattern.remove_prefix(1);
      star_pattern = pattern;
      star_name = name;
      starred = true;
      continue;
    }
    bool fits = false;
    if (!name.empty() && !pattern.empty()) {
      const std::string_view wanted = FirstCharacter(pattern);
      behind = pattern.substr(wanted.size());
      fits = wanted == "?" || (wanted == "[" ? InSet(FirstCharacter(name), pattern, &behind) : wanted == FirstCharacter(name));
    }
    if (fits) {
      name.remove_prefix(FirstCharacter(name).size());
      pattern = behind;
      continue;
    }
    if (!starred || star_name.empty()) return false;
    star_name.remove_prefix(FirstCharacter(star_name).size());
    name = star_name;
    pattern = star_pattern;
  }
  return true;
}

std::vector<std::string> PathsThatFit(const std::string& pattern) { return PatternWalk(pattern).Found(); }

}  // namespace runner
