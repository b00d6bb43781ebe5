#include "runner/core/program/engine_failures.h"

#include <algorithm>
#include <climits>
#include <vector>

#include "core/base/string_utils.h"

namespace runner {
namespace {

std::string Why(const std::string& status, const std::string& messages) {
  const std::string line = OneLine(messages, 600);
  return "The runtime says: " + (line.empty() ? status : line) + (line.empty() || line.back() != '.' ? "." : "");
}

std::string Remedy(const std::string& messages, const char* otherwise) {
  if (Contains(messages, "Select TensorFlow op") || Contains(messages, "Flex")) {
    return "Export the model again without the operators named above: they need TensorFlow itself, which this program does not contain.";
  }
  if (Contains(messages, "custom op")) {
    return "Export the model again without the custom operator named above: only the program of its makers can run it.";
  }
  return otherwise;
}

}  // namespace

std::string OneLine(const std::string& text, size_t limit) {
  std::vector<std::string> lines;
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find('\n', start), text.size());
    const std::string line = Trimmed(text.substr(start, end - start), " \t\r\n");
    start = end + 1;
    bool known = line.empty() || Contains(line, "Created TensorFlow Lite XNNPACK delegate");
    for (const std::string& earlier : lines) known = known || earlier == line;
    if (!known) lines.push_back(line);
  }
  std::string joined;
  for (const std::string& line : lines) joined += (joined.empty() ? "" : "; ") + line;
  if (joined.size() <= limit) return joined;
  size_t cut = limit;
  while (cut > 0 && (static_cast<unsigned char>(joined[cut]) & 0xc0) == 0x80) --cut;  // never inside a character
  return joined.substr(0, cut) + " ...";
}

Failure ModelUnreadable(const std::string& path, const std::string& reason) {
  return Failure::CannotRun("The model cannot be read: " + path, reason,
                            "Unpack the program again, or name a .tflite file with --model.");
}

Failure ModelRefused(const std::string& status, const std::string& messages) {
  return Failure::CannotRun("The runtime refuses the model", Why(status, messages),
                            Remedy(messages, "Unpack the program again, or export the model again: its file may be damaged."));
}

Failure RunFailed(const std::string& status, const std::string& messages) {
  return Failure::CannotRun("The model could not be run", Why(status, messages),
                            Remedy(messages, "Check that the input has sizes and values that the model was made for."));
}

Failure NothingToDo(const std::string& missing) {
  return Failure::CannotRun("The model has no " + missing, "A model without inputs or outputs cannot answer.",
                            "Export the model again with its inputs and outputs in its signature.");
}

Failure TypeUnsupported(const std::string& side, const std::string& tensor, int code) {
  const std::string name = ElementName(static_cast<ElementType>(code));
  const std::string type = name == "unknown" ? "the type with the code " + std::to_string(code) : "the type " + name;
  return Failure::CannotRun("The model's " + side + " \"" + tensor + "\" has " + type,
                            "This program handles whole numbers, floating-point numbers and true/false only.",
                            "Export the model again with numbers instead.");
}

Result<Done> CheckInput(const TensorSpec& spec, const Tensor& tensor) {
  const std::string what = "The input \"" + spec.tensor + "\" does not fit the model";
  const std::string remedy = "Give an array of the model's type and shape; --info shows them.";
  if (tensor.type != spec.type) {
    return Failure::Usage(what, std::string("It has the type ") + ElementName(tensor.type) + ", the model takes " +
                                    ElementName(spec.type) + ".", remedy);
  }
  bool fits = tensor.shape.size() == spec.shape.size();
  for (size_t i = 0; fits && i < spec.shape.size(); ++i) {
    const int64_t size = tensor.shape[i];
    fits = size > 0 && size <= INT_MAX && (spec.shape[i] < 0 || spec.shape[i] == size);
  }
  if (!fits) {
    return Failure::Usage(what, "Its shape is " + ShapeText(tensor.shape) + ", the model takes " + ShapeText(spec.shape) + ".",
                          remedy);
  }
  const int64_t count = ElementCount(tensor.shape);
  if (count < 0 || static_cast<uint64_t>(count) * ElementSize(tensor.type) != tensor.data.size()) {
    return Failure::Usage(what, "Its number of bytes does not match its shape " + ShapeText(tensor.shape) + ".", remedy);
  }
  return Done{};
}

}  // namespace runner
