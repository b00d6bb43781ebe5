#include "runner/table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "runner/answer.h"
#include "runner/quantize.h"

namespace runner {
namespace {

constexpr size_t kMostValues = 8;

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

bool AreShares(const std::vector<ClassScore>& scores) {
  double sum = 0.0;
  for (const ClassScore& score : scores) {
    if (!(score.score >= 0.0 && score.score <= 1.0 + 1e-6)) return false;
    sum += score.score;
  }
  return sum <= 1.01;
}

std::string ClassLines(const Contract& contract, const std::vector<Tensor>& outputs, const std::vector<TensorSpec>& specs) {
  const std::vector<ClassScore> ranked = RankClasses(contract, outputs, specs);
  const bool shares = AreShares(ranked);
  std::string text;
  for (const ClassScore& item : ranked) {
    const std::string* label = ClassLabel(contract, item.index);
    text += "  " + ScoreText(item.score, shares) + "  " +
            (label == nullptr ? "class " + std::to_string(item.index) : Printable(*label)) + "\n";
  }
  return text;
}

std::string ValueLines(const ContractOutput& output, const Tensor& tensor, const TensorSpec& spec) {
  const std::vector<double> values = ToDoubles(tensor, spec.quantization);
  std::string text;
  if (output.kind == OutputKind::kValues && values.size() == output.labels.size()) {
    for (size_t i = 0; i < values.size(); ++i) {
      text += "  " + ScoreText(values[i], false) + "  " + Printable(output.labels[i]) + "\n";
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

}  // namespace

std::string Printable(const std::string& text) {
  std::string printable = text;
  for (char& c : printable) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return printable;
}

std::string AnswerText(const Contract& contract, const std::vector<Tensor>& outputs, const std::vector<TensorSpec>& specs,
                       double ms, const std::string& file) {
  char time[40];
  std::snprintf(time, sizeof(time), "%.*f ms", ms < 10.0 ? 2 : 1, ms);
  std::string text = Printable(file) + "  (" + time + ")\n";
  bool ranked = false;
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (contract.outputs[i].kind == OutputKind::kClasses && !ranked) {
      ranked = true;
      text += ClassLines(contract, outputs, specs);
    } else {
      text += ValueLines(contract.outputs[i], outputs[i], specs[i]);
    }
  }
  return text;
}

}  // namespace runner
