// Writes a failure as JSON.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_ANSWERS_FAILURE_JSON_H_
#define RUNNER_CORE_ANSWERS_FAILURE_JSON_H_

#include <string>

#include "runner/core/base/result.h"
#include "runner/core/formats/json_writer.h"

namespace runner {

// Members of an object: "error", "why", "do".
void WriteFailure(JsonWriter& json, const Failure& failure);
// An object of these alone.
std::string FailureJson(const Failure& failure);

}  // namespace runner

#endif  // RUNNER_CORE_ANSWERS_FAILURE_JSON_H_
