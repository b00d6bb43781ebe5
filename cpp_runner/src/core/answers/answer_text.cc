#include "runner/core/answers/answer_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

#include "runner/core/answers/class_scores.h"
#include "runner/core/answers/output_picture.h"
#include "runner/core/base/quantization.h"
#include "runner/core/base/text_escaping.h"

namespace runner {
namespace {

constexpr size_t kMostValues = 8;
constexpr size_t kMostNamed = 64;

// "95.03 %" or, where a score is no share of one, "4.183"; right-aligned in ten columns.
std::string ScoreText(double score, bool shares) {
  char text[40];
  if (!std::isfinite(score)) {
    std::snprintf(text, sizeof(text), "%10s", "none");
  } else if (shares) {
    std::snprintf(text, sizeof(text), "%8.2f %%", score * 100.0);
  } else {
    std::snprintf(text, sizeof(text), "%10.4g", score);
  }
  return text;
}

// Of classes, or of labels that each have a score of their own.
bool AreShares(const std::vector<ClassScore>& scores, bool several) {
  double sum = 0.0;
  for (const ClassScore& score : scores) {
    if (!(score.score >= 0.0 && score.score <= 1.0 + 1e-6)) return false;
    sum += score.score;
  }
  return several || sum <= 1.01;
}

std::string LabelText(const Contract& contract, int64_t index) {
  const std::string* label = ClassLabel(contract, index);
  return label == nullptr ? "class " + std::to_string(index) : Printable(*label);
}

std::string ClassLines(const Contract& contract, const std::vector<ClassScore>& ranked) {
  const bool several = contract.outputs[RankedOutput(contract)].kind == OutputKind::kLabels;
  const bool shares = AreShares(ranked, several);
  std::string text;
  for (const ClassScore& item : ranked) {
    text += "  " + ScoreText(item.score, shares) + (several ? item.present ? "  yes  " : "  no   " : "  ") +
            LabelText(contract, item.index) + "\n";
  }
  return text;
}

std::string ValueLines(const ContractOutput& output, const Tensor& tensor, const TensorSpec& spec) {
  const std::vector<double> values = ToDoubles(tensor, spec.quantization);
  std::string text;
  const bool named = values.size() == output.labels.size();
  if (output.kind == OutputKind::kValues && (named || !output.units.empty()) && values.size() <= kMostNamed) {
    for (size_t i = 0; i < values.size(); ++i) {
      const size_t unit = output.units.size() == 1 ? 0 : i;
      text += "  " + ScoreText(values[i], false) +
              (unit < output.units.size() ? " " + Printable(output.units[unit]) : "") + "  " +
              Printable(named ? output.labels[i] : output.name) + "\n";
    }
    return text;
  }
  text = "  " + Printable(output.name) + ": " + ShapeText(tensor.shape) + " " + ElementName(tensor.type) + ":";
  for (size_t i = 0; i < std::min(values.size(), kMostValues); ++i) {
    char number[40];
    std::snprintf(number, sizeof(number), " %.6g", values[i]);
    text += number;
  }
  return text + (values.size() > kMostValues ? " ...\n" : "\n");
}

// "road 61 %, sky 20 %"
std::string LegendLine(const ContractOutput& output, const OutputPicture& rendered) {
  std::string text = "  " + Printable(output.name) + ": ";
  for (size_t i = 0; i < std::min(rendered.legend.size(), kMostValues); ++i) {
    const MaskClass& item = rendered.legend[i];
    char share[40];
    std::snprintf(share, sizeof(share), " %.*f %%", item.share < 0.0995 ? 1 : 0, item.share * 100.0);
    text += (i == 0 ? "" : ", ") + (item.label.empty() ? "class " + std::to_string(item.index) : Printable(item.label)) + share;
  }
  if (rendered.legend.empty()) {
    text += "a picture of " + std::to_string(rendered.picture.width) + " x " + std::to_string(rendered.picture.height);
  }
  return text + (rendered.legend.size() > kMostValues ? ", ...\n" : "\n");
}

// "    0.0 s to    1.0 s     95.03 %  yes"
std::string WindowLines(const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs) {
  std::string text;
  if (RankedOutput(contract) >= contract.outputs.size()) return text;
  for (const Prediction::Window& window : prediction.windows) {
    const std::vector<ClassScore> ranked = RankClasses(contract, {window.outputs, 0.0, {}}, specs);
    if (ranked.empty()) continue;
    char time[64];
    std::snprintf(time, sizeof(time), "  %7.2f s to %7.2f s  ", window.start, window.end);
    text += time + ScoreText(ranked[0].score, AreShares(ranked, false)) + "  " + LabelText(contract, ranked[0].index) + "\n";
  }
  return text;
}

}  // namespace

std::string AnswerText(const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs,
                       const AnswerForm& form) {
  char time[40];
  std::snprintf(time, sizeof(time), "%.*f ms", prediction.ms < 10.0 ? 2 : 1, prediction.ms);
  std::string text = form.file == nullptr ? "" : Printable(*form.file);
  if (form.row > 0) text += ", row " + std::to_string(form.row);
  text += std::string("  (") + time + ")\n";
  const size_t ranked = RankedOutput(contract);
  for (size_t i = 0; i < prediction.outputs.size(); ++i) {
    const std::optional<OutputPicture> rendered = RenderOutput(contract, i, prediction.outputs[i], specs[i].quantization);
    text += i == ranked ? ClassLines(contract, RankClasses(contract, prediction, specs))
            : rendered     ? LegendLine(contract.outputs[i], *rendered)
                        : ValueLines(contract.outputs[i], prediction.outputs[i], specs[i]);
    if (form.saved != nullptr && !(*form.saved)[i].empty()) text += "  saved as " + Printable((*form.saved)[i]) + "\n";
  }
  return text + WindowLines(contract, prediction, specs);
}

}  // namespace runner
