#include "core/answers/answer_words.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include "core/base/small_sort.h"
#include "core/base/utf8.h"
#include "runner/core/base/text_escaping.h"

namespace runner {
namespace {


std::string Formatted(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

// A share of one as such, any other score as a number.
std::string ScoreText(double score) { return score >= 0.0 && score <= 1.0 + 1e-6 ? PercentText(score) : ShortNumber(score); }

std::string BoxName(const Contract& contract, int64_t index) {
  const std::string label = BoxLabel(contract, index);
  return ClassName(&label, index);
}

std::string PointWords(const Contract& contract, size_t point) {
  const std::string name = PointName(contract, point);
  return name.empty() ? "point " + std::to_string(point + 1) : Shortened(OneLine(name), kLabelWidth);
}

std::string PlaceText(double x, double y) { return Formatted("%.0f", x) + ", " + Formatted("%.0f", y); }

// The points of a box that count: "nose 120, 40; left eye 118, 36".
std::string PointsOfBox(const Contract& contract, const std::vector<FoundPoint>& points) {
  std::string text;
  for (size_t i = 0; i < points.size(); ++i) {
    if (points[i].score < ScoreThatCounts(contract)) continue;
    text += (text.empty() ? "" : "; ") + PointWords(contract, i) + " " + PlaceText(points[i].x, points[i].y);
  }
  return text.empty() ? "" : std::string(kScoreWidth + 4, ' ') + text + "\n";
}

}  // namespace

std::string ShortNumber(double value) { return std::isfinite(value) ? Formatted("%.4g", value) : "-"; }
std::string PercentText(double share) { return std::isfinite(share) ? Formatted("%.1f %%", share * 100.0) : "-"; }

std::string RightAligned(const std::string& text, size_t width) {
  const size_t count = CharacterCount(text);
  return std::string(count < width ? width - count : 0, ' ') + text;
}

std::string LeftAligned(const std::string& text, size_t width) {
  const size_t count = CharacterCount(text);
  return text + std::string(count < width ? width - count : 0, ' ');
}

std::string Shortened(const std::string& text, size_t width) {
  const size_t count = CharacterCount(text);
  if (count <= width) return text;
  return "..." + text.substr(FirstCharacters(text, count - width + 3).size());
}

std::string OneLine(const std::string& text) {
  std::string line;
  for (const char letter : Printable(text)) {
    if (letter == ' ' && (line.empty() || line.back() == ' ')) continue;
    line += letter;
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string ClassName(const std::string* label, int64_t index) {
  return Shortened(label == nullptr || label->empty() ? "class " + std::to_string(index) : OneLine(*label), kLabelWidth);
}

std::string DetectionLines(const Contract& contract, const Detections& found) {
  std::string text;
  size_t width = 0;
  for (const FoundBox& box : found.boxes) width = std::max(width, CharacterCount(BoxName(contract, box.index)));
  for (const FoundBox& box : found.boxes) {
    const std::string size = Formatted("%.0f", box.width) + " x " + Formatted("%.0f", box.height);
    text += RightAligned(ScoreText(box.score), kScoreWidth) + "  " + LeftAligned(BoxName(contract, box.index), width) + "  " + size +
            " at " + PlaceText(box.x, box.y) + "\n" + PointsOfBox(contract, box.points);
  }
  for (size_t i = 0; i < found.points.size(); ++i) width = std::max(width, CharacterCount(PointWords(contract, i)));
  for (size_t i = 0; i < found.points.size(); ++i) {
    const FoundPoint& point = found.points[i];
    text += RightAligned(ScoreText(point.score), kScoreWidth) + "  " + LeftAligned(PointWords(contract, i), width) + "  at " +
            PlaceText(point.x, point.y) + "\n";
  }
  if (!text.empty()) return text;
  return FindsPoints(contract) ? "  no points\n" : "  nothing found from " + ScoreText(ScoreThatCounts(contract)) + " on\n";
}

std::string DetectionCounts(const Contract& contract, const Detections& found) {
  if (FindsPoints(contract)) {
    const auto counts = [&](const FoundPoint& point) { return point.score >= ScoreThatCounts(contract); };
    const auto count = std::count_if(found.points.begin(), found.points.end(), counts);
    return std::to_string(count) + " of " + std::to_string(found.points.size()) + " points";
  }
  std::vector<std::pair<int64_t, size_t>> classes;  // with how many there are
  for (const FoundBox& box : found.boxes) {
    const auto same = std::find_if(classes.begin(), classes.end(), [&](const auto& entry) { return entry.first == box.index; });
    if (same != classes.end()) {
      ++same->second;
    } else {
      classes.emplace_back(box.index, 1);
    }
  }
  SmallSort(classes, [](const auto& one, const auto& other) {
    return one.second != other.second ? one.second > other.second : one.first < other.first;
  });
  std::string text;
  for (const auto& [index, count] : classes) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + BoxName(contract, index);
  return text.empty() ? "nothing found" : text;
}

}  // namespace runner
