#include "core/preprocess/json_samples.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "core/base/tensor_elements.h"
#include "core/base/utf8.h"
#include "core/preprocess/row_input.h"
#include "core/preprocess/series_windows.h"
#include "core/preprocess/text_input.h"
#include "runner/core/formats/json_reader.h"
#include "runner/core/preprocess/file_endings.h"

namespace runner {
namespace {

using Members = std::vector<std::pair<std::string, JsonValue>>;

constexpr size_t kMostListAxes = 8;
constexpr size_t kMostOfText = 40;  // characters

bool IsList(const JsonValue& value) { return value.kind() == JsonKind::kArray; }
bool IsObject(const JsonValue& value) { return value.kind() == JsonKind::kObject; }

Members MembersOf(const JsonValue& object) {
  Members members;
  object.ForEachMember([&](std::string name, JsonValue value) { members.emplace_back(std::move(name), value); });
  return members;
}

// The last of that name, as every reader takes it.
const JsonValue* FindMember(const Members& members, const std::string& name) {
  const auto found = std::find_if(members.rbegin(), members.rend(), [&](const auto& member) { return member.first == name; });
  return found == members.rend() ? nullptr : &found->second;
}

std::string ValueWords(const JsonValue& value) {
  switch (value.kind()) {
    case JsonKind::kNull: return "nothing";
    case JsonKind::kNumber: return "too large";
    case JsonKind::kArray: return "a list";
    case JsonKind::kObject: return "an object";
    case JsonKind::kString: {
      const std::string text = value.text();
      if (CharacterCount(text) <= kMostOfText) return "\"" + text + "\"";
      return "\"" + std::string(FirstCharacters(text, kMostOfText - 3)) + "...\"";
    }
    default: return std::string(value.raw());
  }
}

Result<double> NumberOf(const JsonValue& value, const std::string& where) {
  const double number = value.number();
  if (std::isfinite(number)) return number;
  return Failure::Usage(where + " is no number", "It is " + ValueWords(value) + ".", "Write numbers only.");
}

struct FlatNumbers {
  Shape shape;
  std::vector<double> values;
};

// Shape and numbers of nested lists, row by row.
Result<FlatNumbers> FlatList(const JsonValue& value) {
  FlatNumbers flat;
  std::vector<JsonValue> level = {value};
  while (!level.empty() && IsList(level[0])) {
    if (flat.shape.size() == kMostListAxes) {
      return Failure::Usage("The lists are nested too deeply", "At most 8 dimensions are taken.", "Use fewer.");
    }
    const size_t size = level[0].items().size();
    std::vector<JsonValue> inside;
    for (const JsonValue& entry : level) {
      const std::vector<JsonValue> items = entry.items();
      if (!IsList(entry) || items.size() != size) {
        return Failure::Usage("The lists are not all of one length", "Numbers in rows and columns need as many in every row.",
                              "Give every list as many entries as the others.");
      }
      inside.insert(inside.end(), items.begin(), items.end());
    }
    flat.shape.push_back(static_cast<int64_t>(size));
    level = std::move(inside);
  }
  if (level.empty()) return Failure::Usage("There are no numbers", "A list is empty.", "Give the model's numbers.");
  for (const JsonValue& entry : level) {
    RUNNER_ASSIGN(const double number, NumberOf(entry, "An entry of the list"));
    flat.values.push_back(number);
  }
  return flat;
}

// The numbers of an object by the names of the columns.
Result<std::vector<double>> RowFrom(const ContractInput& input, const Members& members) {
  if (input.columns.empty()) {
    return Failure::Usage("The object does not fit this model", "Its input has no named columns.", "Give a list of numbers.");
  }
  std::vector<double> values;
  for (const std::string& column : input.columns) {
    const JsonValue* cell = FindMember(members, column);
    if (cell == nullptr || cell->kind() == JsonKind::kNull) {
      return Failure::Usage("The column \"" + column + "\" is missing", "The model needs a number in every column.", "Give it too.");
    }
    RUNNER_ASSIGN(const double number, NumberOf(*cell, "The column \"" + column + "\""));
    values.push_back(number);
  }
  return values;
}

Result<RawInput> RawInputFrom(const ContractInput& input, const JsonValue& value) {
  if (input.kind == InputKind::kText && value.kind() == JsonKind::kString) return RawInputFromText(input, value.text());
  if (IsObject(value)) {
    RUNNER_ASSIGN(const std::vector<double> row, RowFrom(input, MembersOf(value)));
    return RawInputFromRow(input, row);
  }
  RUNNER_ASSIGN(FlatNumbers flat, FlatList(value));
  if (flat.shape.empty() && !input.shape.empty()) flat.shape = {1};  // a number alone is a list of one
  const std::vector<double>& values = flat.values;
  RawInput raw;
  if (input.kind == InputKind::kAudio && flat.shape.size() == 1) {
    raw.form = RawInputForm::kSound;
    raw.sample_rate = input.sample_rate;
    raw.tensor = MakeTensor<float>(ElementType::kFloat32, flat.shape, values.size(), [&](size_t i) { return static_cast<float>(values[i]); });
    return raw;
  }
  raw.form = RawInputForm::kNumbers;
  raw.tensor = MakeTensor<double>(ElementType::kFloat64, flat.shape, values.size(), [&](size_t i) { return values[i]; });
  return raw;
}

// What is given to an input under one of its names; a column of the same name is a column.
const JsonValue* Given(const Members& members, const ContractInput& input) {
  const bool row = !input.columns.empty() && std::all_of(input.columns.begin(), input.columns.end(), [&](const std::string& column) {
    return FindMember(members, column) != nullptr;
  });
  if (row) return nullptr;
  const JsonValue* found = input.name.empty() ? nullptr : FindMember(members, input.name);
  return found != nullptr || input.tensor.empty() ? found : FindMember(members, input.tensor);
}

// The member "seed" of a model that takes noise, unless an input has that name.
const JsonValue* SeedIn(const Contract& contract, const Members& members) {
  const bool taken = std::any_of(contract.inputs.begin(), contract.inputs.end(), [](const ContractInput& input) { return IsNameOf(input, "seed"); });
  return TakesNoise(contract) && !taken ? FindMember(members, "seed") : nullptr;
}

Result<std::vector<RawInput>> RawInputsFrom(const Contract& contract, const JsonValue& value, Seed seed) {
  const Members members = MembersOf(value);
  std::vector<RawInput> raw_inputs;
  const JsonValue* const own = IsObject(value) ? SeedIn(contract, members) : nullptr;
  if (own != nullptr) {
    RUNNER_ASSIGN(seed, ParseSeed(own->kind() == JsonKind::kNumber ? own->raw() : ""));
  }
  std::optional<SeededNoise> noise;
  if (seed) noise.emplace(*seed);
  const bool named = IsObject(value) && (own != nullptr || Given(members, contract.inputs[0]) != nullptr);
  if (contract.inputs.size() == 1 && !named) {
    RUNNER_ASSIGN(RawInput raw, RawInputFrom(contract.inputs[0], value));
    raw_inputs.push_back(std::move(raw));
    return raw_inputs;
  }
  std::string names;
  for (const ContractInput& input : contract.inputs) names += (names.empty() ? "\"" : ", \"") + input.name + "\"";
  if (!IsObject(value)) {
    return Failure::Usage("One list of numbers is not enough for this model",
                          "It has " + std::to_string(contract.inputs.size()) + " inputs: " + names + ".",
                          "Write an object with the numbers of each, under its name.");
  }
  for (const ContractInput& input : contract.inputs) {
    const JsonValue* given = Given(members, input);
    if (given == nullptr && (input.noise == Noise::kNone || !noise)) return MissingInput(contract, input);
    RUNNER_ASSIGN(RawInput raw, given != nullptr ? RawInputFrom(input, *given) : noise->For(input));
    raw_inputs.push_back(std::move(raw));
  }
  return raw_inputs;
}

// Whether they are steps of a series: lists of so many numbers, or objects by columns of as many names.
bool AreSteps(const Contract& contract, const std::vector<JsonValue>& items) {
  if (!HoldsSeries(contract) || items.empty()) return false;
  const size_t size = StepSize(contract.inputs[0]);
  if (IsObject(items[0])) return contract.inputs[0].columns.size() == size && Given(MembersOf(items[0]), contract.inputs[0]) == nullptr;
  const std::vector<JsonValue> first = items[0].items();
  return IsList(items[0]) && first.size() == size && !IsList(first[0]);
}

Result<std::vector<InputSample>> SamplesFromSteps(const ContractInput& input, const std::vector<JsonValue>& items) {
  std::vector<TableRow> rows;
  for (const JsonValue& item : items) {
    const auto number = static_cast<int64_t>(rows.size() + 1);
    const std::string name = "Row " + std::to_string(number);
    Result<std::vector<double>> values = std::vector<double>();
    if (IsObject(item)) {
      values = RowFrom(input, MembersOf(item));
    } else {
      Result<FlatNumbers> flat = FlatList(item);
      values = !flat.ok() ? Result<std::vector<double>>(flat.failure()) : Result<std::vector<double>>(std::move(flat).value().values);
    }
    if (values.ok() && values.value().size() != StepSize(input)) {
      values = Failure::Usage(name + " has " + std::to_string(values.value().size()) + " values",
                              "The model takes " + std::to_string(StepSize(input)) + ".", "Give one value a column.");
    } else if (!values.ok()) {
      values = values.failure().About(name);
    }
    rows.push_back({number, std::move(values)});
  }
  return SeriesSamples(input, rows);
}

bool AreRows(const Contract& contract, const std::vector<JsonValue>& items) {
  if (items.empty()) return false;
  if (IsObject(items[0])) return true;
  if (TakesText(contract)) return items[0].kind() == JsonKind::kString;
  return contract.inputs.size() == 1 && contract.inputs[0].kind == InputKind::kTable && items.size() > 1 && IsList(items[0]);
}

}  // namespace

Result<std::vector<InputSample>> ParseJsonSamples(const Contract& contract, std::string_view text, Seed seed) {
  RUNNER_ASSIGN(const JsonDocument document, JsonDocument::Parse(text));
  const JsonValue root = document.root();
  const std::vector<JsonValue> items = IsList(root) ? root.items() : std::vector<JsonValue>();
  if (AreSteps(contract, items)) return SamplesFromSteps(contract.inputs[0], items);
  std::vector<InputSample> samples;
  if (!AreRows(contract, items)) {
    RUNNER_ASSIGN(std::vector<RawInput> raw_inputs, RawInputsFrom(contract, root, seed));
    samples.push_back({0, std::nullopt, std::move(raw_inputs), ""});
    return samples;
  }
  for (const JsonValue& item : items) {
    InputSample sample;
    sample.row = static_cast<int64_t>(samples.size() + 1);
    Result<std::vector<RawInput>> raw_inputs = RawInputsFrom(contract, item, seed);
    if (raw_inputs.ok()) sample.raw_inputs = std::move(raw_inputs).value();
    if (!raw_inputs.ok()) sample.failure = raw_inputs.failure().About("Row " + std::to_string(sample.row));
    samples.push_back(std::move(sample));
  }
  return samples;
}

}  // namespace runner
