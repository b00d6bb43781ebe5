#include "runner/commands/info_text.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "runner/core/base/text_escaping.h"
#include "runner/core/pictures/picture.h"
#include "runner/core/program/program_info.h"
#include "runner/engine/runtime_library.h"
#include "runner/system/file_system.h"

namespace runner {
namespace {

constexpr size_t kMostNames = 8;

std::string Line(const std::string& head, const std::string& text) {
  if (text.empty()) return "";
  std::string line = head + ":";
  line.resize(std::max<size_t>(line.size() + 1, 12), ' ');
  return line + text + "\n";
}

std::string NumberText(double value) {
  char text[40];
  std::snprintf(text, sizeof(text), "%.6g", value);
  return text;
}

// "a, b, c", and how many more there are.
std::string Some(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kMostNames); ++i) text += (i == 0 ? "" : ", ") + Printable(names[i]);
  if (names.size() > kMostNames) text += " and " + std::to_string(names.size() - kMostNames) + " more";
  return text;
}

std::string Numbers(const std::vector<float>& values) {
  std::string text;
  for (const float value : values) text += (text.empty() ? "" : ", ") + NumberText(static_cast<double>(value));
  return values.size() == 1 ? text : "(" + text + ")";
}

std::string Scaling(const ContractInput& input, const char* what) {
  const bool as_it_is = input.mean == std::vector<float>{0.0f} && input.std == std::vector<float>{1.0f};
  if (as_it_is || input.raw_pixels) return std::string("; each ") + what + " as it is";
  return std::string("; value = (") + what + " - " + Numbers(input.mean) + ") / " + Numbers(input.std);
}

std::string PictureWords(const ContractInput& input) {
  static constexpr const char* kColors[] = {"red, green, blue", "blue, green, red", "grey"};
  static constexpr const char* kFits[] = {"stretched to fit", "cut to fit", "with black borders to fit"};
  return std::string("a picture, ") + kColors[static_cast<size_t>(input.color)] + ", " + kFits[static_cast<size_t>(input.fit)] +
         Scaling(input, "pixel");
}

std::string InputWords(const ContractInput& input) {
  switch (input.kind) {
    case InputKind::kImage: return PictureWords(input);
    case InputKind::kAudio:
      return "a sound, " + std::to_string(input.sample_rate) + " samples a second; a longer one is answered in windows" +
             Scaling(input, "sample");
    case InputKind::kTable:
      return std::string(StepSize(input) > 0 ? "rows of a table, a longer one is answered in windows" : "a table row") + (input.columns.empty() ? "" : ": " + Some(input.columns)) + Scaling(input, "number");
    case InputKind::kTensor:
      return input.noise == Noise::kNone ? "numbers" + Scaling(input, "number") : "noise, which --seed N makes, or numbers";
    case InputKind::kText: return "a text; the model knows " + std::to_string(input.vocabulary.size()) + " words";
  }
  return "";
}

std::string ActivationWords(Activation activation) {
  if (activation == Activation::kSoftmax) return "; softmax makes them shares of one";
  return activation == Activation::kSigmoid ? "; sigmoid brings each between 0 and 1" : "";
}

std::string DescribedOutput(const ContractOutput& output) {
  const std::string names = output.labels.empty() ? "" : ": " + Some(output.labels);
  const std::string units = output.units.empty() ? "" : " in " + Some(output.units);
  switch (output.kind) {
    case OutputKind::kClasses: return "classes, the best " + std::to_string(output.top) + " are shown" + names + ActivationWords(output.activation);
    case OutputKind::kLabels:
      return "labels that each apply or not, from " + NumberText(static_cast<double>(output.threshold)) + " on" + names +
             ActivationWords(output.activation);
    case OutputKind::kValues: return "values" + units + names;
    case OutputKind::kPicture: return "a picture";
    case OutputKind::kMask: return "a mask: what is where" + names;
    case OutputKind::kBoxes:
      return "boxes: what is where, from a score of " + NumberText(static_cast<double>(output.threshold)) + " on" + names;
    case OutputKind::kPoints: return "key points" + (output.keypoints.empty() ? "" : ": " + Some(output.keypoints));
    case OutputKind::kTensor: return "numbers";
  }
  return "";
}

std::string SpecText(const TensorSpec& spec) {
  std::string text = ShapeText(spec.shape) + " " + ElementName(spec.type);
  if (!spec.quantization.active()) return text;
  return text + " (real = (stored - " + std::to_string(spec.quantization.zero_point) + ") * " +
         NumberText(static_cast<double>(spec.quantization.scale)) + ")";
}

// The facts that only the builder knows; none of them where there is no card.
std::string BuilderLines(const ModelCard& card) {
  const std::string source = card.Fact("model.source");
  const std::string bytes = card.Fact("model.source_bytes");
  const std::string parameters = card.Fact("model.parameters");
  const std::string weights = card.Fact("model.weight_types");
  std::string made = source.empty() ? "" : "from " + source;
  if (!source.empty() && !bytes.empty()) made += " (" + BytesText(std::atoll(bytes.c_str())) + ")";
  std::string precision = card.Fact("model.precision");
  if (!weights.empty()) precision += "; weights " + weights;
  if (!parameters.empty()) precision += "; " + parameters + " of them";
  std::string versions;
  for (const auto& [path, value] : card.facts) {
    if (path.rfind("versions.", 0) == 0) versions += (versions.empty() ? "" : ", ") + path.substr(9) + " " + value;
  }
  return Line("made", Printable(made)) + Line("precision", Printable(precision)) +
         Line("operators", Printable(card.Fact("model.operators"))) + Line("made with", Printable(versions));
}

}  // namespace

std::string BytesText(int64_t bytes) {
  const char* const units[] = {"bytes", "KB", "MB", "GB"};
  double value = static_cast<double>(bytes);
  int unit = 0;
  while (value >= 1000.0 && unit < 3) {
    value /= 1000.0;
    ++unit;
  }
  char text[40];
  const int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  std::snprintf(text, sizeof(text), "%.*f %s", decimals, value, units[unit]);
  return text;
}

std::string VersionText(const ModelCard& card) {
  const std::string runner = std::string("Litecrate runner ") + RunnerVersion();
  if (card.name.empty()) return runner;
  return card.name + (card.version.empty() ? "" : " " + card.version) + " (" + runner + ")";
}

std::string InfoText(const Session& session, const ModelCard& card) {
  const Predictor& predictor = session.predictor;
  std::string text = Printable(VersionText(card)) + "\n";
  text += Line("model", BytesText(session.program_files.model.bytes()) + ", run by " + RuntimeVersion());
  text += BuilderLines(card);
  bool pictures = false;
  for (size_t i = 0; i < predictor.inputs().size(); ++i) {
    const ContractInput& input = predictor.contract().inputs[i];
    pictures = pictures || input.kind == InputKind::kImage;
    text += Line("in", Printable(input.name) + ": " + SpecText(predictor.inputs()[i])) + Line("", InputWords(input)).replace(0, 1, " ");
  }
  for (size_t i = 0; i < predictor.outputs().size(); ++i) {
    const ContractOutput& output = predictor.contract().outputs[i];
    text += Line("out", Printable(output.name) + ": " + SpecText(predictor.outputs()[i])) +
            Line("", DescribedOutput(output)).replace(0, 1, " ");
  }
  return text + (pictures ? Line("reads", kPictureFormats + std::string(", npy, npz")) : "");
}

}  // namespace runner
