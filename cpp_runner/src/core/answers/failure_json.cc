#include "runner/core/answers/failure_json.h"

namespace runner {

void WriteFailure(JsonWriter& json, const Failure& failure) {
  json.Key("error").String(failure.what());
  json.Key("why").String(failure.why());
  json.Key("do").String(failure.remedy());
}

std::string FailureJson(const Failure& failure) {
  JsonWriter json;
  json.BeginObject();
  WriteFailure(json, failure);
  json.EndObject();
  return json.Take();
}

}  // namespace runner
