#include "runner/core/answers/answer_columns.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/answers/output_values.h"
#include "runner/core/answers/class_scores.h"
#include "runner/core/answers/detections.h"
#include "runner/core/answers/output_picture.h"
#include "runner/core/base/text_escaping.h"
#include "runner/core/formats/json_writer.h"

namespace runner {
namespace {

using Cells = std::vector<std::string>;

constexpr const char* kParts[] = {"index", "label", "score", "present"};

// A number as JSON has it; "" for what is none.
template <typename T>
std::string NumberCell(T value) {
  JsonWriter json;
  if constexpr (std::is_same_v<T, int64_t>) {
    return json.Int(value).Take();
  } else {
    if (!std::isfinite(value)) return "";
    if constexpr (std::is_same_v<T, float>) return json.Float(value).Take();
    return json.Double(value).Take();
  }
}

// What a spreadsheet takes for the beginning of a formula, in usual and in wide letters, and what is written for it.
constexpr std::pair<std::string_view, std::string_view> kFormulas[] = {
    {"=", "\\u003d"}, {"+", "\\u002b"}, {"-", "\\u002d"}, {"@", "\\u0040"},
    {"\xEF\xBC\x9D", "\\uff1d"}, {"\xEF\xBC\x8B", "\\uff0b"}, {"\xEF\xBC\x8D", "\\uff0d"}, {"\xEF\xBC\xA0", "\\uff20"},
};

// One line, and no formula: a table of answers is opened by a double click, and its labels and names are anybody's.
std::string CellText(std::string_view text) {
  std::string cell = Printable(text);
  if (cell.find_first_not_of("+-.0123456789eE") == std::string::npos) return cell;
  for (const auto& [sign, escape] : kFormulas) {
    if (cell.compare(0, sign.size(), sign) == 0) return cell.replace(0, sign.size(), escape);
  }
  return cell;
}

std::string CsvLine(const Cells& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = CellText(cells[i]);
    line += i == 0 ? "" : ",";
    if (cell.find_first_of(",\"") == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char letter : cell) line += letter == '"' ? std::string("\"\"") : std::string(1, letter);
    line += '"';
  }
  return line + "\r\n";
}

std::string ValueName(const ContractOutput& output, size_t place, size_t count) {
  std::string name = output.name;
  if (output.labels.size() == count) {
    name = output.labels[place];
  } else if (count > 1) {
    name += "[" + std::to_string(place) + "]";
  }
  const std::vector<std::string>& units = output.units;
  const std::string unit = units.size() == 1 ? units[0] : place < units.size() ? units[place] : "";
  return unit.empty() ? name : name + " (" + unit + ")";
}

// Of a box, and of the points of one or of the whole picture.
Cells DetectionNames(const Contract& contract) {
  Cells names;
  if (FindsBoxes(contract)) names = {"box", "label", "index", "score", "x", "y", "width", "height"};
  for (size_t i = 0; i < PointCount(contract); ++i) {
    const std::string name = PointName(contract, i);
    for (const char* part : {" x", " y", " score"}) names.push_back((name.empty() ? "point " + std::to_string(i + 1) : name) + part);
  }
  return names;
}

void AddPoints(Cells& cells, const std::vector<FoundPoint>& points) {
  for (const FoundPoint& point : points) {
    cells.insert(cells.end(), {NumberCell(Hundredths(point.x)), NumberCell(Hundredths(point.y)), NumberCell(static_cast<float>(point.score))});
  }
}

// Its labels, or as many as it has channels; two for a mask of one channel.
Cells ClassNames(const ContractOutput& output) {
  const size_t channels = output.shape.size() == 4 ? static_cast<size_t>(std::max<int64_t>(output.shape[3], 0)) : 0;
  const size_t count = std::min(std::max({output.labels.size(), channels, size_t{2}}), static_cast<size_t>(kMostValues));
  Cells names;
  for (size_t i = 0; i < count; ++i) names.push_back((i < output.labels.size() ? output.labels[i] : "class " + std::to_string(i)) + " share");
  return names;
}

}  // namespace

AnswerColumns::AnswerColumns(const Contract& contract, bool rows, bool saved) : contract_(contract), rows_(rows) {
  series_ = rows && HoldsSeries(contract);
  windows_ = std::any_of(contract.inputs.begin(), contract.inputs.end(),
                         [](const ContractInput& input) { return input.kind == InputKind::kAudio; });
  found_ = DetectionNames(contract);
  for (size_t i = 0; i < contract.outputs.size(); ++i) {
    const ContractOutput& output = contract.outputs[i];
    const int64_t count = ElementCount(output.shape);
    const bool picture = output.kind == OutputKind::kMask || output.kind == OutputKind::kPicture || i == DetectorOutput(contract);
    if (IsOfDetector(contract, i)) {
      // Its numbers are told as boxes or points.
    } else if (i == RankedOutput(contract)) {
      const auto top = static_cast<size_t>(std::max(output.top, 0));
      ranks_ = IsYesOrNo(output) ? std::min(top, size_t{2}) : count > 0 ? std::min(top, static_cast<size_t>(count)) : top;
      present_ = output.kind == OutputKind::kLabels;
    } else if (output.kind == OutputKind::kMask) {
      masks_.push_back({i, ClassNames(output)});
    } else if (!picture && count > 0 && count <= kMostValues) {
      values_.push_back({i, {}});
      for (size_t place = 0; place < static_cast<size_t>(count); ++place) {
        values_.back().names.push_back(ValueName(output, place, static_cast<size_t>(count)));
      }
    }
    if (picture && saved) saved_.push_back(i);
  }
}

std::string AnswerColumns::Head() const {
  Cells head = {"file"};
  if (rows_) head.push_back("row");
  if (series_) head.push_back("last_row");
  if (windows_) head.insert(head.end(), {"start", "end"});
  head.insert(head.end(), {"error", "ms"});
  head.insert(head.end(), found_.begin(), found_.end());
  for (size_t rank = 1; rank <= ranks_; ++rank) {
    for (size_t part = 0; part < (present_ ? 4u : 3u); ++part) head.push_back(kParts[part] + ("_" + std::to_string(rank)));
  }
  for (const std::vector<Output>* outputs : {&values_, &masks_}) {
    for (const Output& output : *outputs) {
      const Cells before = head;
      for (const std::string& name : output.names) {
        const bool taken = std::find(before.begin(), before.end(), name) != before.end();
        head.push_back(taken ? contract_.outputs[output.index].name + " " + name : name);
      }
    }
  }
  for (const size_t index : saved_) head.push_back(contract_.outputs[index].name + " saved");
  return CsvLine(head);
}

size_t AnswerColumns::size() const {
  size_t count = 3 + (rows_ ? 1 : 0) + (series_ ? 1 : 0) + (windows_ ? 2 : 0) + ranks_ * (present_ ? 4 : 3) + saved_.size() + found_.size();
  for (const Output& output : values_) count += output.names.size();
  for (const Output& output : masks_) count += output.names.size();
  return count;
}

std::vector<std::string> AnswerColumns::Begun(const AnswerForm& form) const {
  Cells cells = {*form.file};
  if (rows_) cells.push_back(form.row > 0 ? std::to_string(form.row) : "");
  if (series_) cells.push_back(form.last_row > 0 ? std::to_string(form.last_row) : "");
  if (windows_) cells.insert(cells.end(), {"", ""});
  return cells;
}

void AnswerColumns::AddRanks(Cells& cells, const Prediction& prediction, const std::vector<TensorSpec>& specs) const {
  const std::vector<ClassScore> ranked = RankClasses(contract_, prediction, specs);
  for (size_t rank = 0; rank < ranks_; ++rank) {
    if (rank >= ranked.size()) {
      cells.resize(cells.size() + (present_ ? 4 : 3));
      continue;
    }
    const ClassScore& entry = ranked[rank];
    const std::string* label = ClassLabel(contract_, entry.index);
    cells.push_back(std::to_string(entry.index));
    cells.push_back(label == nullptr ? "" : *label);
    cells.push_back(NumberCell(static_cast<float>(entry.score)));
    if (present_) cells.push_back(entry.present ? "True" : "False");
  }
}

std::vector<std::vector<std::string>> AnswerColumns::DetectionCells(const Prediction& prediction,
                                                                    const std::vector<TensorSpec>& specs) const {
  std::vector<Cells> lines;
  if (!found_.empty()) {
    const Detections found = Detect(contract_, prediction, specs);
    for (const FoundBox& box : found.boxes) {
      Cells cells = {std::to_string(lines.size() + 1), BoxLabel(contract_, box.index), std::to_string(box.index),
                     NumberCell(static_cast<float>(box.score))};
      for (const double place : {box.x, box.y, box.width, box.height}) cells.push_back(NumberCell(Hundredths(place)));
      AddPoints(cells, box.points);
      lines.push_back(std::move(cells));
    }
    if (!found.points.empty()) AddPoints(lines.emplace_back(), found.points);
  }
  if (lines.empty()) lines.emplace_back();
  for (Cells& cells : lines) cells.resize(found_.size());
  return lines;
}

std::string AnswerColumns::Lines(const Prediction& prediction, const std::vector<TensorSpec>& specs, const AnswerForm& form) const {
  Cells cells = Begun(form);
  cells.insert(cells.end(), {"", NumberCell(std::round(prediction.ms * 1000.0) / 1000.0)});
  const size_t found_at = cells.size();
  cells.resize(found_at + found_.size());
  AddRanks(cells, prediction, specs);
  for (const Output& output : values_) {
    const size_t end = cells.size() + output.names.size();
    const Tensor& tensor = prediction.outputs[output.index];
    if (HasValues(tensor)) {
      ForEachValue(tensor, specs[output.index].quantization, [&](auto value) {
        if (cells.size() < end) cells.push_back(NumberCell(value));
      });
    }
    cells.resize(end);
  }
  for (const Output& output : masks_) {
    const std::optional<OutputPicture> rendered =
        RenderOutput(contract_, output.index, prediction.outputs[output.index], specs[output.index].quantization);
    // A class that does not occur has no part of the picture; a mask that is not there says nothing.
    const size_t begin = cells.size();
    cells.resize(begin + output.names.size(), rendered && !rendered->legend.empty() ? "0" : "");
    for (const MaskClass& entry : rendered ? rendered->legend : std::vector<MaskClass>()) {
      const bool shown = entry.index >= 0 && static_cast<size_t>(entry.index) < output.names.size();
      if (shown) cells[begin + static_cast<size_t>(entry.index)] = NumberCell(static_cast<float>(entry.share));
    }
  }
  for (const size_t index : saved_) cells.push_back(form.saved == nullptr ? "" : (*form.saved)[index]);
  std::string lines;
  for (const Cells& found : DetectionCells(prediction, specs)) {
    std::copy(found.begin(), found.end(), cells.begin() + static_cast<std::ptrdiff_t>(found_at));
    lines += CsvLine(cells);
  }
  for (const Prediction::Window& window : prediction.windows) {
    Cells part = {*form.file};
    if (rows_) part.push_back("");
    if (windows_) part.insert(part.end(), {NumberCell(window.start), NumberCell(window.end)});
    part.insert(part.end(), {"", ""});
    AddRanks(part, {window.outputs, 0.0, {}}, specs);
    part.resize(size());
    lines += CsvLine(part);
  }
  return lines;
}

std::string AnswerColumns::FailureLine(const Failure& failure, const AnswerForm& form) const {
  Cells cells = Begun(form);
  cells.push_back(failure.Sentence());
  cells.resize(size());
  return CsvLine(cells);
}

}  // namespace runner
