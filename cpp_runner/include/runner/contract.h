// Contract: what goes into a model and what comes out, read from the TOML that builder/contract.py writes.
// The fields, their defaults and their meaning are that module's; this one checks the same rules.
// Thread rule: plain values; a Contract that nobody changes may be read by several threads.
#ifndef RUNNER_CONTRACT_H_
#define RUNNER_CONTRACT_H_

#include <string>
#include <string_view>
#include <vector>

#include "runner/json.h"
#include "runner/result.h"
#include "runner/tensor.h"

namespace runner {

enum class InputKind { kImage, kAudio, kTable, kTensor };
enum class OutputKind { kClasses, kValues, kTensor };
enum class Color { kRgb, kBgr, kGray };
enum class Fit { kStretch, kCrop, kLetterbox };
enum class Layout { kNhwc, kNchw };
enum class Activation { kNone, kSoftmax };

struct ContractInput {
  std::string name;
  std::string tensor;  // name in the model's signature, "" = not known
  InputKind kind = InputKind::kTensor;
  ElementType dtype = ElementType::kNone;
  Shape shape;  // with a batch axis of 1; -1 = unknown
  Layout layout = Layout::kNhwc;
  Color color = Color::kRgb;
  Fit fit = Fit::kStretch;
  std::string scaling = "0-255";     // the name of mean and std, for people
  std::vector<float> mean = {0.0f};  // value = (given - mean) / std
  std::vector<float> std = {1.0f};
  bool raw_pixels = false;
  int sample_rate = 16000;  // Hz
  std::vector<std::string> columns;
};

struct ContractOutput {
  std::string name;
  std::string tensor;
  OutputKind kind = OutputKind::kTensor;
  ElementType dtype = ElementType::kNone;
  Shape shape;
  Activation activation = Activation::kNone;
  std::vector<std::string> labels;
  int top = 5;  // how many of the best classes are shown
};

struct Contract {
  std::vector<ContractInput> inputs;
  std::vector<ContractOutput> outputs;
};

Result<Contract> ReadContract(const std::string& path);
Result<Contract> ParseContract(std::string_view toml);

// One JSON object with the TOML's keys, every one written out.
void WriteContract(JsonWriter& json, const Contract& contract);

}  // namespace runner

#endif  // RUNNER_CONTRACT_H_
