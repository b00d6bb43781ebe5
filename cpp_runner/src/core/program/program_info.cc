#include "runner/core/program/program_info.h"

#include "runner/core/contract/contract.h"
#include "runner/core/formats/json_writer.h"
#include "runner/core/preprocess/file_endings.h"
#include "runner/core/program/body_question.h"

namespace runner {
namespace {

void WriteSpec(JsonWriter& json, const std::string& name, const TensorSpec& spec) {
  json.BeginObject();
  json.Key("name").String(name);
  json.Key("tensor").String(spec.tensor);
  json.Key("shape").BeginArray();
  for (const int64_t size : spec.shape) json.Int(size);
  json.EndArray();
  json.Key("dtype").String(ElementName(spec.type));
  json.Key("scale").Float(spec.quantization.scale);
  json.Key("zero_point").Int(spec.quantization.zero_point);
  json.EndObject();
}

void WriteModel(JsonWriter& json, const ProgramFacts& facts) {
  const Predictor& predictor = facts.predictor;
  if (!predictor.has_model()) {
    json.Null();
    return;
  }
  json.BeginObject();
  json.Key("bytes").Int(facts.model_bytes);
  json.Key("inputs").BeginArray();
  for (size_t i = 0; i < predictor.inputs().size(); ++i) {
    WriteSpec(json, predictor.contract().inputs[i].name, predictor.inputs()[i]);
  }
  json.EndArray();
  json.Key("outputs").BeginArray();
  for (size_t i = 0; i < predictor.outputs().size(); ++i) {
    WriteSpec(json, predictor.contract().outputs[i].name, predictor.outputs()[i]);
  }
  json.EndArray();
  json.EndObject();
}

}  // namespace

const char* RunnerVersion() { return RUNNER_VERSION; }

std::string InfoJson(const ProgramFacts& facts) {
  JsonWriter json;
  json.BeginObject();
  json.Key("name").StringOrNull(facts.card.name);
  json.Key("version").StringOrNull(facts.card.version);
  json.Key("runner").String(RunnerVersion());
  json.Key("runtime").String(facts.runtime);
  json.Key("model");
  WriteModel(json, facts);
  json.Key("contract");
  WriteContract(json, facts.predictor.contract());
  json.Key("about").Raw(facts.card.json);
  json.EndObject();
  return json.Take();
}

std::string AboutJson(const ProgramFacts& facts, bool watched) {
  JsonWriter json;
  json.BeginObject();
  json.Key("reads").BeginArray();
  for (const std::string& ending : ReadableEndings(facts.predictor.contract())) json.String(ending);
  json.EndArray();
  json.Key("limits").BeginObject();
  json.Key("bytes").Int(static_cast<int64_t>(kMostBodyBytes));
  json.EndObject();
  json.Key("watched").Bool(watched);
  json.EndObject();
  std::string about = InfoJson(facts);
  about.back() = ',';
  return about + json.Take().substr(1);
}

}  // namespace runner
