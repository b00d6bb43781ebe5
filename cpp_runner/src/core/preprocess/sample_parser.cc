#include "runner/core/preprocess/sample_parser.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "core/base/small_sort.h"
#include "core/base/utf8.h"
#include "core/formats/csv_table.h"
#include "core/formats/text_decoding.h"
#include "core/preprocess/joined_parts.h"
#include "core/preprocess/json_samples.h"
#include "core/preprocess/row_input.h"
#include "core/preprocess/series_windows.h"
#include "core/preprocess/text_input.h"
#include "core/sounds/wav_decoder.h"
#include "runner/core/formats/file_kind.h"
#include "runner/core/formats/json_reader.h"
#include "runner/core/pictures/picture.h"
#include "runner/core/preprocess/file_endings.h"
#include "runner/core/preprocess/input_array_check.h"

namespace runner {
namespace {

constexpr size_t kMostNamed = 12;  // an archive may hold any number, each as long as it likes
constexpr size_t kMostOfName = 80;  // characters
constexpr char kUnnamed[] = "file";  // a failure about a picture calls it "The picture file"

std::string NameList(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + std::string(FirstCharacters(name, kMostOfName));
  return text;
}

std::string InputNames(const Contract& contract) {
  std::vector<std::string> names;
  for (const ContractInput& input : contract.inputs) names.push_back(input.name);
  return NameList(names);
}

std::string FoundNames(const std::vector<NamedTensor>& arrays) {
  std::vector<std::string> names;
  for (const NamedTensor& array : arrays) names.push_back(array.name);
  SmallSort(names, std::less<std::string>());
  names.resize(std::min(names.size(), kMostNamed));
  return NameList(names);
}

Failure OneIsNotEnough(const Contract& contract) {
  return Failure::Usage("One file is not enough for this model",
                        "It has " + std::to_string(contract.inputs.size()) + " inputs: " + InputNames(contract) + ".",
                        "Give a file for each (" + contract.inputs[0].name + "=FILE ...), or an array for each, under its name, in one .npz file.");
}

Tensor* FindArray(std::vector<NamedTensor>& arrays, const std::string& name) {
  const auto found =
      std::find_if(arrays.begin(), arrays.end(), [&](const NamedTensor& array) { return array.name == name; });
  return name.empty() || found == arrays.end() ? nullptr : &found->tensor;
}

// [height, width] or [height, width, channels], unless that is exactly what a uint8 input takes.
bool IsPixels(const ContractInput& input, const Tensor& array) {
  if (input.kind != InputKind::kImage || array.type != ElementType::kUInt8) return false;
  Shape shape = array.shape;
  if (shape.size() == 4 && shape[0] == 1 && input.dtype != ElementType::kUInt8) shape.erase(shape.begin());
  if (shape.size() == 2) return true;
  return shape.size() == 3 && (shape[2] == 1 || shape[2] == 3 || shape[2] == 4);
}

Result<RawInput> RawInputFromArray(const ContractInput& input, Tensor array) {
  RawInput raw;
  if (IsPixels(input, array)) {
    raw.form = RawInputForm::kPixels;
    RUNNER_ASSIGN(raw.picture, PictureFromTensor(array, kUnnamed));
  } else {
    raw.tensor = std::move(array);
  }
  return raw;
}

Result<std::vector<RawInput>> RawInputsFromArrays(const Contract& contract, std::string_view bytes) {
  std::vector<RawInput> raw_inputs;
  const InputArrayCheck fit(contract, /*many=*/false);
  RUNNER_ASSIGN(std::vector<NamedTensor> arrays, ParseArrays(bytes, &fit));
  RUNNER_ASSIGN(std::vector<Tensor> tensors, MatchArrays(contract, std::move(arrays)));
  for (size_t i = 0; i < tensors.size(); ++i) {
    RUNNER_ASSIGN(RawInput raw, RawInputFromArray(contract.inputs[i], std::move(tensors[i])));
    raw_inputs.push_back(std::move(raw));
  }
  return raw_inputs;
}

const char* Takes(InputKind kind) {
  switch (kind) {
    case InputKind::kImage: return "pictures";
    case InputKind::kAudio: return "sounds (WAV)";
    case InputKind::kTable: return "rows of numbers";
    case InputKind::kTensor: return "numbers";
    case InputKind::kText: return "texts";
  }
  return "numbers";
}

// Whether bytes are a text, even one that begins as the files of a format do, such as "BMW" as a BMP picture.
bool IsText(std::string_view bytes) {
  constexpr size_t kLookedAt = 1024;
  const auto is_text = [](FileKind kind) { return kind == FileKind::kText || kind == FileKind::kJson; };
  return is_text(KindOf(bytes)) || is_text(KindOf(" " + std::string(bytes.substr(0, kLookedAt))));
}

// One text; JSON that is none of ours is a text as any other.
Result<std::vector<InputSample>> SamplesFromText(const Contract& contract, std::string_view bytes, FileKind kind) {
  const std::string text = DecodeText(bytes);
  if (kind == FileKind::kJson && JsonDocument::Parse(text).ok()) return ParseJsonSamples(contract, text);
  std::vector<InputSample> samples(1);
  RUNNER_ASSIGN(RawInput raw, RawInputFromText(contract.inputs[0], WithoutLastLineEnd(text)));
  samples[0].raw_inputs.push_back(std::move(raw));
  return samples;
}

std::vector<InputSample> SamplesFromRows(const ContractInput& input, std::vector<TableRow>& rows) {
  std::vector<InputSample> samples;
  for (TableRow& row : rows) {
    InputSample sample;
    sample.row = row.number;
    if (row.values.ok()) {
      const std::vector<double> values = std::move(row.values).value();  // one copy of a row at a time
      sample.raw_inputs.push_back(RawInputFromRow(input, values));
    } else {
      sample.failure = row.values.failure();
    }
    samples.push_back(std::move(sample));
  }
  return samples;
}

Result<std::vector<InputSample>> SamplesFromTable(const ContractInput& input, std::string_view text) {
  const int64_t count = std::max<int64_t>(ElementCount(input.shape), 0);
  RUNNER_ASSIGN(Table table, ReadTable(text, input.columns, static_cast<size_t>(count), StepSize(input)));
  std::vector<InputSample> samples;
  if (table.steps) {
    if (table.damage) return *table.damage;  // what it was to end with is not known
    RUNNER_ASSIGN(samples, SeriesSamples(input, table.rows));
  } else {
    samples = SamplesFromRows(input, table.rows);
  }
  if (table.damage) samples.push_back({0, std::move(table.damage), {}, ""});
  std::string& note = samples[0].note;
  if (!table.header.empty()) note = "Its first row is taken for names: " + NameList(table.header);
  if (!table.left_out.empty()) note += (note.empty() ? "" : ". ") + table.left_out;
  return samples;
}

// What this model's kind of input is made for.
Result<RawInput> RawInputFromMedia(const Contract& contract, std::string_view bytes, FileKind kind) {
  const InputKind wanted = contract.inputs[0].kind;
  RawInput raw;
  if (wanted == InputKind::kImage && kind != FileKind::kWav) {
    raw.form = RawInputForm::kPixels;
    RUNNER_ASSIGN(raw.picture, DecodePicture(bytes, kUnnamed));
    return raw;
  }
  if (wanted == InputKind::kAudio && kind == FileKind::kWav) {
    raw.form = RawInputForm::kSound;
    RUNNER_ASSIGN(Sound sound, DecodeWav(bytes));
    raw.tensor = std::move(sound.samples);
    raw.sample_rate = sound.sample_rate;
    return raw;
  }
  if (wanted == InputKind::kAudio && !IsPictureKind(kind)) {
    return Failure::Usage("This is not a sound that can be read", "Its first bytes are not those of a WAV file.",
                          "Save it again as WAV, for example with Audacity.");
  }
  const bool known = kind == FileKind::kWav || IsPictureKind(kind);
  return Failure::Usage(known ? "The file does not fit this model" : "The file holds no numbers that can be read",
                        "It is " + KindWords(kind) + ", and this model takes " + Takes(wanted) + ".",
                        "Files that it reads end with " + EndingsText(ReadableEndings(contract)) + "; --info tells more.");
}

}  // namespace

Result<std::vector<Tensor>> MatchArrays(const Contract& contract, std::vector<NamedTensor> arrays) {
  std::vector<Tensor> tensors;
  const bool single = contract.inputs.size() == 1 && arrays.size() == 1;
  for (const ContractInput& input : contract.inputs) {
    Tensor* tensor = single ? &arrays[0].tensor : FindArray(arrays, input.name);
    if (tensor == nullptr) tensor = FindArray(arrays, input.tensor);
    if (tensor == nullptr && arrays.size() == 1 && arrays[0].name.empty()) return OneIsNotEnough(contract);
    if (tensor == nullptr) {
      return Failure::Usage("The array \"" + input.name + "\" is missing", "The file holds " + FoundNames(arrays) + ".",
                            "Save one for each of " + InputNames(contract) + ".");
    }
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}

Failure MissingInput(const Contract& contract, const ContractInput& input) {
  const bool noise = input.noise != Noise::kNone;
  return Failure::Usage("The input \"" + input.name + "\" is missing", "The model has these inputs: " + InputNames(contract) + ".",
                        noise ? "Give its numbers, or a \"seed\" that makes them." : "Give each of them, under its name.");
}

Result<uint32_t> ParseSeed(std::string_view text) {
  const bool digits = !text.empty() && text.size() <= 10 && text.find_first_not_of("0123456789") == std::string_view::npos;
  uint64_t seed = 0;
  for (const char digit : text.substr(0, 10)) seed = seed * 10 + static_cast<uint64_t>(digit - '0');
  if (digits && seed <= UINT32_MAX) return static_cast<uint32_t>(seed);
  return Failure::Usage("The seed is no whole number", "0 to 4294967295 are possible.", "Choose another.");
}

Result<std::vector<InputSample>> ParseSamples(const Contract& contract, std::string_view bytes, Seed seed) {
  if (bytes.empty()) return Failure::Usage("There is no data", "It has 0 bytes.", "Send a file's content.");
  const FileKind kind = KindOf(bytes);
  if (TakesText(contract) && kind != FileKind::kZip && kind != FileKind::kNpy && IsText(bytes)) return SamplesFromText(contract, bytes, kind);
  if (kind == FileKind::kJson) return ParseJsonSamples(contract, DecodeText(bytes), seed);
  if (kind != FileKind::kZip && contract.inputs.size() != 1) return OneIsNotEnough(contract);
  if (kind == FileKind::kText && TakesTables(contract)) return SamplesFromTable(contract.inputs[0], DecodeText(bytes));
  std::vector<InputSample> samples(1);
  if (kind == FileKind::kZip && contract.inputs.size() > 1) {
    RUNNER_ASSIGN(const std::vector<SamplePart> parts, PartsOfArchive(contract, bytes));
    if (!parts.empty()) {
      RUNNER_ASSIGN(samples[0], JoinParts(contract, parts, seed));
      return samples;
    }
  }
  if (kind == FileKind::kZip || kind == FileKind::kNpy) {
    RUNNER_ASSIGN(samples[0].raw_inputs, RawInputsFromArrays(contract, bytes));
    return samples;
  }
  RUNNER_ASSIGN(RawInput raw, RawInputFromMedia(contract, bytes, kind));
  samples[0].raw_inputs.push_back(std::move(raw));
  return samples;
}

}  // namespace runner
