#include "runner/core/answers/answer_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

#include "core/answers/answer_words.h"
#include "core/answers/output_values.h"
#include "core/base/utf8.h"
#include "runner/core/answers/class_scores.h"
#include "runner/core/answers/detections.h"
#include "runner/core/answers/output_picture.h"
#include "runner/core/base/text_escaping.h"

namespace runner {
namespace {

constexpr size_t kNameWidth = 48;
constexpr size_t kRowWidth = 10;     // " row 99999"
constexpr size_t kWindowWidth = 17;  // " rows 99994-99999"
constexpr size_t kTimeWidth = 7;
constexpr size_t kSpanWidth = 18;
constexpr size_t kShownNumbers = 8;

std::string SecondsText(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.2f", value);
  return std::isfinite(value) ? text : "-";
}

std::string TimeText(const Prediction& prediction) { return SecondsText(std::round(prediction.ms * 1000.0) / 1000.0); }

// The ranked classes or labels of an answer, as text.
class Ranking {
 public:
  Ranking(const Contract& contract, std::vector<ClassScore> ranked) : contract_(contract), ranked_(std::move(ranked)) {
    const size_t output = RankedOutput(contract);
    several_ = output < contract.outputs.size() && contract.outputs[output].kind == OutputKind::kLabels;
    double sum = 0.0;
    shares_ = true;
    for (const ClassScore& score : ranked_) {
      shares_ = shares_ && score.score >= 0.0 && score.score <= 1.0 + 1e-6;
      sum += score.score;
    }
    shares_ = shares_ && (several_ || sum <= 1.01);
  }

  bool empty() const { return ranked_.empty(); }

  std::string Lines() const {
    std::string text;
    for (const ClassScore& entry : ranked_) {
      const char* const mark = !several_ ? "" : entry.present ? "yes  " : "no   ";
      text += RightAligned(Score(entry), kScoreWidth) + "  " + mark + Name(entry) + "\n";
    }
    return text;
  }

  // "cat 95.1 %, dog 2.0 %"; of labels those that are present.
  std::string OneLineText() const {
    std::string text;
    for (const ClassScore& entry : ranked_) {
      if (!several_ || entry.present) text += (text.empty() ? "" : ", ") + Name(entry) + " " + Score(entry);
    }
    return text.empty() && !empty() ? "none (next is " + Name(ranked_[0]) + " " + Score(ranked_[0]) + ")" : text;
  }

 private:
  std::string Score(const ClassScore& entry) const { return shares_ ? PercentText(entry.score) : ShortNumber(entry.score); }
  std::string Name(const ClassScore& entry) const { return ClassName(ClassLabel(contract_, entry.index), entry.index); }

  const Contract& contract_;
  std::vector<ClassScore> ranked_;
  bool several_ = false;
  bool shares_ = false;
};

// One output as text.
class OutputWords {
 public:
  OutputWords(const Contract& contract, size_t index, const Tensor& tensor, const TensorSpec& spec)
      : output_(contract.outputs[index]), tensor_(tensor), spec_(spec) {
    if (HasValues(tensor)) values_ = ToDoubles(tensor, spec.quantization);
    if (output_.kind != OutputKind::kMask) return;
    const std::optional<OutputPicture> rendered = RenderOutput(contract, index, tensor, spec.quantization);
    if (rendered) legend_ = rendered->legend;
  }

  std::string Lines() const {
    std::string text;
    for (const MaskClass& entry : legend_) {
      text += RightAligned(PercentText(entry.share), kScoreWidth) + "  " + ClassName(&entry.label, entry.index) + "\n";
    }
    if (!legend_.empty()) return text;
    if (!named()) return "  " + OneLine(output_.name) + ": " + Values() + "\n";
    for (size_t i = 0; i < values_.size(); ++i) {
      text += RightAligned(ShortNumber(values_[i]), kScoreWidth) + Unit(i) + "  " + Shortened(OneLine(output_.labels[i]), kLabelWidth) + "\n";
    }
    return text;
  }

  std::string OneLineText() const {
    std::string text;
    for (const MaskClass& entry : legend_) {
      text += (text.empty() ? "" : ", ") + ClassName(&entry.label, entry.index) + " " + PercentText(entry.share);
    }
    if (!legend_.empty()) return text;
    if (!named()) return OneLine(output_.name) + ": " + Values();
    for (size_t i = 0; i < values_.size(); ++i) {
      text += (i == 0 ? "" : ", ") + OneLine(output_.labels[i]) + " " + ShortNumber(values_[i]) + Unit(i);
    }
    return text;
  }

 private:
  bool named() const {
    return output_.kind == OutputKind::kValues && !values_.empty() && output_.labels.size() == values_.size();
  }

  std::string Unit(size_t place) const {
    const std::vector<std::string>& units = output_.units;
    if (units.empty() || (units.size() > 1 && place >= units.size())) return "";
    const std::string unit = Printable(units[units.size() > 1 ? place : 0]);
    return unit.empty() ? "" : " " + unit;
  }

  // The first numbers, or shape and type where there are too many.
  std::string Values() const {
    if (!HasValues(tensor_) || output_.kind == OutputKind::kPicture) return ShapeText(tensor_.shape) + " " + ElementName(spec_.type);
    std::string text;
    for (size_t i = 0; i < std::min(values_.size(), kShownNumbers); ++i) text += (i == 0 ? "" : " ") + ShortNumber(values_[i]) + Unit(i);
    return text + (values_.size() > kShownNumbers ? " ..." : "");
  }

  const ContractOutput& output_;
  const Tensor& tensor_;
  const TensorSpec& spec_;
  std::vector<double> values_;
  std::vector<MaskClass> legend_;
};

std::string WindowLine(const Contract& contract, const Prediction::Window& window, const std::vector<TensorSpec>& specs) {
  const Ranking ranking(contract, RankClasses(contract, {window.outputs, 0.0, {}}, specs));
  const std::string span = RightAligned(SecondsText(window.start) + " - " + SecondsText(window.end) + " s", kSpanWidth);
  return span + (ranking.empty() ? "" : "  " + ranking.OneLineText()) + "\n";
}

}  // namespace

std::string AnswerName(const AnswerForm& form) {
  if (form.last_row > 0) return *form.file + " rows " + std::to_string(form.row) + "-" + std::to_string(form.last_row);
  return form.row > 0 ? *form.file + " row " + std::to_string(form.row) : *form.file;
}

std::string AnswerText(const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs,
                       const AnswerForm& form) {
  std::string text = Printable(AnswerName(form)) + "  (" + TimeText(prediction) + " ms)\n";
  const Ranking ranking(contract, RankClasses(contract, prediction, specs));
  for (size_t i = 0; i < prediction.outputs.size(); ++i) {
    const bool ranked = i == RankedOutput(contract) && !ranking.empty();
    if (i == DetectorOutput(contract)) {
      text += DetectionLines(contract, Detect(contract, prediction, specs));
    } else if (!IsOfDetector(contract, i)) {
      text += ranked ? ranking.Lines() : OutputWords(contract, i, prediction.outputs[i], specs[i]).Lines();
    }
    if (form.saved != nullptr && !(*form.saved)[i].empty()) {
      text += "  " + OneLine(contract.outputs[i].name) + ": saved as " + Printable((*form.saved)[i]) + "\n";
    }
  }
  for (const Prediction::Window& window : prediction.windows) text += WindowLine(contract, window, specs);
  return text;
}

size_t TableNameWidth(const std::vector<std::string>& files, bool rows, bool series) {
  size_t width = files.empty() ? 4 : 0;
  for (const std::string& file : files) width = std::max(width, CharacterCount(Printable(file)));
  return std::min(width + (series ? kWindowWidth : rows ? kRowWidth : 0), kNameWidth);
}

std::string TableHead(size_t width) { return LeftAligned("file", width) + "  " + RightAligned("ms", kTimeWidth) + "  answer\n"; }

std::string TableLine(const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs,
                      const AnswerForm& form, size_t width) {
  const std::string name = Shortened(Printable(AnswerName(form)), width);
  std::string text = LeftAligned(name, width) + "  " + RightAligned(TimeText(prediction), kTimeWidth) + "  ";
  const Ranking ranking(contract, RankClasses(contract, prediction, specs));
  if (!ranking.empty()) return text + ranking.OneLineText() + "\n";
  const bool detects = DetectorOutput(contract) < prediction.outputs.size();
  if (detects) text += DetectionCounts(contract, Detect(contract, prediction, specs));
  bool first = !detects;
  for (size_t i = 0; i < prediction.outputs.size(); ++i) {
    if (IsOfDetector(contract, i)) continue;
    text += (first ? "" : "; ") + OutputWords(contract, i, prediction.outputs[i], specs[i]).OneLineText();
    first = false;
  }
  return text + "\n";
}

}  // namespace runner
