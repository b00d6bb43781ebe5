#include "runner/core/contract/contract.h"

#include <limits>
#include <numeric>
#include <utility>

#include "core/base/small_sort.h"
#include "core/contract/contract_keywords.h"
#include "core/contract/contract_table_reader.h"
#include "runner/core/formats/json_reader.h"

namespace runner {
namespace {

constexpr int64_t kWidestNgram = 32;

bool IsColor(const std::string& text) {
  return text.size() == 7 && text[0] == '#' && text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
}

void ReadText(ContractTableReader& table, ContractInput& input) {
  table.Read("vocabulary", input.vocabulary);
  if (input.vocabulary.size() > kMostWords) table.Refuse("vocabulary", "must hold at most 200,000 words.");
  table.Read("standardize", kStandardizes, input.standardize);
  table.Read("split", kTextSplits, input.split);
  table.Read("ngrams", input.ngrams);
  for (const int64_t width : input.ngrams) {
    if (width < 1 || width > kWidestNgram) table.Refuse("ngrams", "must hold whole numbers from 1 to 32.");
  }
  table.Read("text_output", kTextOutputs, input.text_output);
  table.Read("unknown_index", input.unknown_index, 0, 1);
  IndexVocabulary(input);
}

Result<ContractInput> ReadInput(const JsonValue& value, size_t number) {
  ContractTableReader table(value, "input " + std::to_string(number));
  ContractInput input;
  for (const std::string_view key : {"name", "dtype", "shape"}) table.Require(key);
  table.Read("name", input.name);
  table.Read("tensor", input.tensor);
  table.Read("kind", kInputKinds, input.kind);
  table.Read("dtype", input.dtype);
  table.Read("shape", input.shape);
  table.Read("layout", kLayouts, input.layout);
  table.Read("color", kColors, input.color);
  table.Read("fit", kFits, input.fit);
  size_t scaling = 0;
  table.Read("scaling", kScalings, scaling);
  input.scaling = kScalings[scaling];
  table.Read("mean", input.mean);
  table.Read("std", input.std);
  for (const float std : input.std) {
    if (std == 0.0f) table.Refuse("std", "must not be 0.");
  }
  table.Read("raw_pixels", input.raw_pixels);
  table.Read("sample_rate", input.sample_rate);
  table.Read("hop_seconds", input.hop_seconds);
  if (input.hop_seconds < 0.0f) table.Refuse("hop_seconds", "must not be below 0.");
  table.Read("hop_rows", input.hop_rows, 0, std::numeric_limits<int>::max());
  table.Read("columns", input.columns);
  table.ReadAny("low", input.low);
  table.ReadAny("high", input.high);
  table.Read("noise", kNoises, input.noise);
  ReadText(table, input);
  RUNNER_TRY(table.Finish());
  return input;
}

Result<ContractOutput> ReadOutput(const JsonValue& value, size_t number) {
  ContractTableReader table(value, "output " + std::to_string(number));
  ContractOutput output;
  for (const std::string_view key : {"name", "dtype", "shape"}) table.Require(key);
  table.Read("name", output.name);
  table.Read("tensor", output.tensor);
  table.Read("kind", kOutputKinds, output.kind);
  table.Read("dtype", output.dtype);
  table.Read("shape", output.shape);
  table.Read("activation", kActivations, output.activation);
  table.Read("labels", output.labels);
  table.Read("units", output.units);
  table.Read("threshold", output.threshold);
  table.Read("palette", output.palette);
  for (const std::string& color : output.palette) {
    if (!IsColor(color)) table.Refuse("palette", "must hold colours of the form \"#RRGGBB\".");
  }
  table.Read("mean", output.mean);
  table.Read("std", output.std);
  table.Read("top", output.top);
  table.Read("detector", kDetectors, output.detector);
  table.Read("part", kDetectorParts, output.part);
  table.Read("coordinates", kCoordinates, output.coordinates);
  table.Read("features_last", output.features_last);
  table.Read("keypoints", output.keypoints);
  if (output.keypoints.size() > size_t{kMostKeypoints}) table.Refuse("keypoints", "must hold at most 200 names.");
  table.Read("keypoint_count", output.keypoint_count, 0, kMostKeypoints);
  table.Read("overlap", output.overlap);
  if (output.overlap < 0.0f || output.overlap > 1.0f) table.Refuse("overlap", "must be from 0 to 1.");
  table.Read("max_boxes", output.max_boxes, 1, kMostBoxes);
  RUNNER_TRY(table.Finish());
  if (IsYesOrNo(output) && output.labels.empty()) output.labels = {"no", "yes"};
  return output;
}

}  // namespace

size_t StepSize(const ContractInput& input) {
  const bool series = (input.kind == InputKind::kTable || input.kind == InputKind::kTensor) && input.shape.size() == 3 &&
                      input.shape[1] != 1 && input.shape[2] > 0;
  return series ? static_cast<size_t>(input.shape[2]) : 0;
}

bool HoldsSeries(const Contract& contract) { return contract.inputs.size() == 1 && StepSize(contract.inputs[0]) > 0; }

bool IsYesOrNo(const ContractOutput& output) { return output.kind == OutputKind::kClasses && ElementCount(output.shape) == 1; }

void IndexVocabulary(ContractInput& input) {
  input.sorted_words.resize(input.vocabulary.size());
  std::iota(input.sorted_words.begin(), input.sorted_words.end(), 0u);
  const std::vector<std::string>& words = input.vocabulary;
  SmallSort(input.sorted_words, [&](uint32_t a, uint32_t b) { return words[a] < words[b]; });
}

Result<Contract> ParseContract(std::string_view text) {
  RUNNER_ASSIGN(const JsonDocument document, JsonDocument::Parse(text));
  ContractTableReader table(document.root(), "contract");
  int schema = 1;
  table.Read("schema", schema);
  if (schema != 1) table.Refuse("schema", "is not 1, the only form that this program knows.");
  Contract contract;
  table.Read("state", kStates, contract.keeps_state);
  for (const std::string_view key : {"inputs", "outputs"}) table.Require(key);
  const std::vector<JsonValue> inputs = table.Objects("inputs");
  const std::vector<JsonValue> outputs = table.Objects("outputs");
  RUNNER_TRY(table.Finish());
  for (const JsonValue& value : inputs) {
    RUNNER_ASSIGN(ContractInput input, ReadInput(value, contract.inputs.size() + 1));
    contract.inputs.push_back(std::move(input));
  }
  for (const JsonValue& value : outputs) {
    RUNNER_ASSIGN(ContractOutput output, ReadOutput(value, contract.outputs.size() + 1));
    contract.outputs.push_back(std::move(output));
  }
  return contract;
}

}  // namespace runner
