#include "runner/core/preprocess/sample_parser.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/base/tensor_elements.h"
#include "core/formats/csv_table.h"
#include "core/sounds/wav_decoder.h"
#include "runner/core/pictures/picture.h"
#include "runner/core/preprocess/input_array_check.h"

namespace runner {
namespace {

constexpr size_t kMostNamed = 32;  // an archive may hold any number, each as long as it likes
constexpr size_t kMostOfName = 80;

std::string Quoted(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kMostNamed); ++i) {
    text += (i == 0 ? "\"" : ", \"") + names[i].substr(0, kMostOfName) + "\"";
  }
  return text.empty() ? "none" : text + (names.size() > kMostNamed ? " and more" : "");
}

std::vector<std::string> InputNames(const Contract& contract) {
  std::vector<std::string> names;
  for (const ContractInput& input : contract.inputs) names.push_back(input.name);
  return names;
}

Tensor* FindArray(std::vector<NamedTensor>& arrays, const std::string& name) {
  const auto found =
      std::find_if(arrays.begin(), arrays.end(), [&](const NamedTensor& array) { return array.name == name; });
  return name.empty() || found == arrays.end() ? nullptr : &found->tensor;
}

bool IsArrayFile(std::string_view bytes) {
  return bytes.substr(0, 6) == "\x93NUMPY" || bytes.substr(0, 4) == std::string_view("PK\x03\x04", 4) ||
         bytes.substr(0, 4) == std::string_view("PK\x05\x06", 4);
}

// [height, width] or [height, width, channels], unless that is exactly what a uint8 input takes.
bool IsPixels(const ContractInput& input, const Tensor& array) {
  if (input.kind != InputKind::kImage || array.type != ElementType::kUInt8) return false;
  Shape shape = array.shape;
  if (shape.size() == 4 && shape[0] == 1 && input.dtype != ElementType::kUInt8) shape.erase(shape.begin());
  if (shape.size() == 2) return true;
  return shape.size() == 3 && (shape[2] == 1 || shape[2] == 3 || shape[2] == 4);
}

Result<RawInput> RawInputFromArray(const ContractInput& input, Tensor array, const std::string& file) {
  RawInput raw;
  if (IsPixels(input, array)) {
    raw.form = RawInputForm::kPixels;
    RUNNER_ASSIGN(raw.picture, PictureFromTensor(array, file));
  } else {
    raw.tensor = std::move(array);
  }
  return raw;
}

Result<std::vector<RawInput>> RawInputsFromArrays(const Contract& contract, std::string_view bytes, const std::string& name) {
  std::vector<RawInput> raw_inputs;
  const InputArrayCheck fit(contract, /*many=*/false);
  RUNNER_ASSIGN(std::vector<NamedTensor> arrays, ParseArrays(bytes, name, &fit));
  RUNNER_ASSIGN(std::vector<Tensor> tensors, MatchArrays(contract, std::move(arrays), name));
  for (size_t i = 0; i < tensors.size(); ++i) {
    RUNNER_ASSIGN(RawInput raw, RawInputFromArray(contract.inputs[i], std::move(tensors[i]), name));
    raw_inputs.push_back(std::move(raw));
  }
  return raw_inputs;
}

const char* Takes(InputKind kind) {
  switch (kind) {
    case InputKind::kImage: return "a picture, or a .npy or .npz file";
    case InputKind::kAudio: return "a sound (.wav), or a .npy or .npz file";
    case InputKind::kTable:
    case InputKind::kTensor: return "numbers: a .csv, .npy or .npz file";
  }
  return "numbers";
}

bool LooksLikeJson(std::string_view bytes) {
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (bytes[first] == '[' || bytes[first] == '{');
}

// A row's numbers in the input's shape where they fill it, so that [1, 2, 2] is 4 columns.
RawInput RawInputFromRow(const ContractInput& input, const std::vector<double>& values) {
  RawInput raw;
  raw.form = RawInputForm::kNumbers;
  const auto count = static_cast<int64_t>(values.size());
  const Shape shape = ElementCount(input.shape) == count ? input.shape : Shape{count};
  raw.tensor = MakeTensor<double>(ElementType::kFloat64, shape, values.size(), [&](size_t i) { return values[i]; });
  return raw;
}

Result<std::vector<InputSample>> SamplesFromTable(const ContractInput& input, std::string_view bytes,
                                                  const std::string& name) {
  const int64_t count = std::max<int64_t>(ElementCount(input.shape), 0);
  RUNNER_ASSIGN(std::vector<TableRow> rows, ReadTable(bytes, input.columns, static_cast<size_t>(count), name));
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

}  // namespace

Result<std::vector<Tensor>> MatchArrays(const Contract& contract, std::vector<NamedTensor> arrays, const std::string& file) {
  std::vector<Tensor> tensors;
  const bool single = contract.inputs.size() == 1 && arrays.size() == 1;
  for (const ContractInput& input : contract.inputs) {
    Tensor* tensor = single ? &arrays[0].tensor : FindArray(arrays, input.name);
    if (tensor == nullptr) tensor = FindArray(arrays, input.tensor);
    if (tensor == nullptr && arrays.size() == 1 && arrays[0].name.empty()) {
      return Failure::Usage("One array is not enough: " + file,
                            "The model has " + std::to_string(contract.inputs.size()) + " inputs: " +
                                Quoted(InputNames(contract)) + ".",
                            "Give a .npz with one array for each input, under its name.");
    }
    if (tensor == nullptr) {
      std::vector<std::string> found;
      for (const NamedTensor& array : arrays) found.push_back(array.name);
      return Failure::Usage("The input \"" + input.name + "\" is not in " + file, "The arrays in it are " + Quoted(found) + ".",
                            "Give one array for each of " + Quoted(InputNames(contract)) + ".");
    }
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}

Result<std::vector<InputSample>> ParseSamples(const Contract& contract, std::string_view bytes, const std::string& name) {
  std::vector<InputSample> samples(1);
  if (IsArrayFile(bytes)) {
    RUNNER_ASSIGN(samples[0].raw_inputs, RawInputsFromArrays(contract, bytes, name));
    return samples;
  }
  if (contract.inputs.size() != 1) {
    return Failure::Usage("One file is not enough: " + name,
                          "The model has " + std::to_string(contract.inputs.size()) + " inputs: " +
                              Quoted(InputNames(contract)) + ".",
                          "Give a .npz with one array for each input, under its name.");
  }
  const ContractInput& input = contract.inputs[0];
  if (bytes.empty()) return Failure::Usage("The file is empty: " + name, "It has 0 bytes.", "Copy or save it again.");
  if (IsWav(bytes) && input.kind != InputKind::kImage && input.kind != InputKind::kTable) {
    RUNNER_ASSIGN(Sound sound, DecodeWav(bytes, name));
    RawInput raw;
    raw.form = RawInputForm::kSound;
    raw.tensor = std::move(sound.samples);
    raw.sample_rate = sound.sample_rate;
    samples[0].raw_inputs.push_back(std::move(raw));
    return samples;
  }
  if (input.kind == InputKind::kImage) {
    RawInput raw;
    raw.form = RawInputForm::kPixels;
    RUNNER_ASSIGN(raw.picture, DecodePicture(bytes, name));
    samples[0].raw_inputs.push_back(std::move(raw));
    return samples;
  }
  if (input.kind != InputKind::kAudio && IsText(bytes) && !LooksLikeJson(bytes)) return SamplesFromTable(input, bytes, name);
  return Failure::Usage("The file does not fit this model: " + name, std::string("It takes ") + Takes(input.kind) + ".",
                        "Give one of these; --info shows what the model takes.");
}

}  // namespace runner
