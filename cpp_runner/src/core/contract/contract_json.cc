#include "core/contract/contract_keywords.h"
#include "runner/core/contract/contract.h"

namespace runner {
namespace {

void WriteShape(JsonWriter& json, const Shape& shape) {
  json.Key("shape").BeginArray();
  for (const int64_t size : shape) json.Int(size);
  json.EndArray();
}

void WriteFloats(JsonWriter& json, std::string_view key, const std::vector<float>& values) {
  json.Key(key).BeginArray();
  for (const float value : values) json.Float(value);
  json.EndArray();
}

void WriteStrings(JsonWriter& json, std::string_view key, const std::vector<std::string>& values) {
  json.Key(key).BeginArray();
  for (const std::string& value : values) json.String(value);
  json.EndArray();
}

void WriteInput(JsonWriter& json, const ContractInput& input) {
  json.BeginObject();
  json.Key("name").String(input.name);
  json.Key("tensor").String(input.tensor);
  json.Key("kind").String(KeywordOf(input.kind, kInputKinds));
  json.Key("dtype").String(ElementName(input.dtype));
  WriteShape(json, input.shape);
  json.Key("layout").String(KeywordOf(input.layout, kLayouts));
  json.Key("color").String(KeywordOf(input.color, kColors));
  json.Key("fit").String(KeywordOf(input.fit, kFits));
  json.Key("scaling").String(input.scaling);
  WriteFloats(json, "mean", input.mean);
  WriteFloats(json, "std", input.std);
  json.Key("raw_pixels").Bool(input.raw_pixels);
  json.Key("sample_rate").Int(input.sample_rate);
  json.Key("hop_seconds").Float(input.hop_seconds);
  json.Key("hop_rows").Int(input.hop_rows);
  WriteStrings(json, "columns", input.columns);
  WriteFloats(json, "low", input.low);
  WriteFloats(json, "high", input.high);
  json.Key("noise").String(KeywordOf(input.noise, kNoises));
  WriteStrings(json, "vocabulary", input.vocabulary);
  json.Key("standardize").String(KeywordOf(input.standardize, kStandardizes));
  json.Key("split").String(KeywordOf(input.split, kTextSplits));
  json.Key("ngrams").BeginArray();
  for (const int64_t width : input.ngrams) json.Int(width);
  json.EndArray();
  json.Key("text_output").String(KeywordOf(input.text_output, kTextOutputs));
  json.Key("unknown_index").Int(input.unknown_index);
  json.EndObject();
}

void WriteOutput(JsonWriter& json, const ContractOutput& output) {
  json.BeginObject();
  json.Key("name").String(output.name);
  json.Key("tensor").String(output.tensor);
  json.Key("kind").String(KeywordOf(output.kind, kOutputKinds));
  json.Key("dtype").String(ElementName(output.dtype));
  WriteShape(json, output.shape);
  json.Key("activation").String(KeywordOf(output.activation, kActivations));
  WriteStrings(json, "labels", output.labels);
  WriteStrings(json, "units", output.units);
  json.Key("threshold").Float(output.threshold);
  WriteStrings(json, "palette", output.palette);
  WriteFloats(json, "mean", output.mean);
  WriteFloats(json, "std", output.std);
  json.Key("top").Int(output.top);
  json.Key("detector").String(KeywordOf(output.detector, kDetectors));
  json.Key("part").String(KeywordOf(output.part, kDetectorParts));
  json.Key("coordinates").String(KeywordOf(output.coordinates, kCoordinates));
  json.Key("features_last").Bool(output.features_last);
  WriteStrings(json, "keypoints", output.keypoints);
  json.Key("keypoint_count").Int(output.keypoint_count);
  json.Key("overlap").Float(output.overlap);
  json.Key("max_boxes").Int(output.max_boxes);
  json.EndObject();
}

}  // namespace

void WriteContract(JsonWriter& json, const Contract& contract) {
  json.BeginObject();
  json.Key("schema").Int(1);
  json.Key("state").String(KeywordOf(contract.keeps_state, kStates));
  json.Key("inputs").BeginArray();
  for (const ContractInput& input : contract.inputs) WriteInput(json, input);
  json.EndArray();
  json.Key("outputs").BeginArray();
  for (const ContractOutput& output : contract.outputs) WriteOutput(json, output);
  json.EndArray();
  json.EndObject();
}

}  // namespace runner
