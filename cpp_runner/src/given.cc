#include "runner/given.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "runner/file.h"
#include "runner/picture.h"

namespace runner {
namespace {

std::string Quoted(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
  return text.empty() ? "none" : text;
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

Result<Given> GivenFromArray(const ContractInput& input, Tensor array, const std::string& file) {
  Given given;
  if (IsPixels(input, array)) {
    given.form = GivenForm::kPixels;
    RUNNER_ASSIGN(given.picture, PictureFromTensor(array, file));
  } else {
    given.tensor = std::move(array);
  }
  return given;
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

Result<std::vector<Given>> ReadGiven(const Contract& contract, const std::string& path) {
  RUNNER_ASSIGN(const std::string bytes, ReadFile(path));
  std::vector<Given> givens;
  if (IsArrayFile(bytes)) {
    RUNNER_ASSIGN(std::vector<NamedTensor> arrays, ParseArrays(bytes, path));
    RUNNER_ASSIGN(std::vector<Tensor> tensors, MatchArrays(contract, std::move(arrays), path));
    for (size_t i = 0; i < tensors.size(); ++i) {
      RUNNER_ASSIGN(Given given, GivenFromArray(contract.inputs[i], std::move(tensors[i]), path));
      givens.push_back(std::move(given));
    }
    return givens;
  }
  if (contract.inputs.size() != 1 || contract.inputs[0].kind != InputKind::kImage) {
    return Failure::Usage("The file is not an array: " + path,
                          "This model takes numbers, and the file is neither a .npy nor a .npz file.",
                          "Give a .npy or .npz file; --info shows which arrays the model takes.");
  }
  Given given;
  given.form = GivenForm::kPixels;
  RUNNER_ASSIGN(given.picture, DecodePicture(bytes, path));
  givens.push_back(std::move(given));
  return givens;
}

}  // namespace runner
