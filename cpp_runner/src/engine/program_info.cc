#include "runner/engine/program_info.h"

#include "runner/core/contract/contract.h"
#include "runner/core/formats/json_writer.h"

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

void WriteModel(JsonWriter& json, const Session& session) {
  const Predictor& predictor = session.predictor;
  if (!predictor.has_model()) {
    json.Null();
    return;
  }
  json.BeginObject();
  json.Key("bytes").Int(session.program_files.model.bytes());
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
const char* RuntimeVersion() { return "LiteRT " RUNNER_RUNTIME_VERSION; }

std::string InfoJson(const Session& session, const ModelCard& card) {
  JsonWriter json;
  json.BeginObject();
  json.Key("name").StringOrNull(card.name);
  json.Key("version").StringOrNull(card.version);
  json.Key("runner").String(RunnerVersion());
  json.Key("runtime").String(RuntimeVersion());
  json.Key("model");
  WriteModel(json, session);
  json.Key("contract");
  WriteContract(json, session.predictor.contract());
  json.Key("about").Raw(card.json);
  json.EndObject();
  return json.Take();
}

}  // namespace runner
