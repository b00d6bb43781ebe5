// Writes a prediction as one JSON object: ranked classes, windows and small outputs (docs/runner.md).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_ANSWERS_ANSWER_JSON_H_
#define RUNNER_CORE_ANSWERS_ANSWER_JSON_H_

#include <vector>

#include "runner/core/answers/answer_form.h"
#include "runner/core/answers/prediction.h"
#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"
#include "runner/core/formats/json_writer.h"

namespace runner {

// "row", or "rows" of a window: [first, last]; nothing where there are none.
void WriteRows(JsonWriter& json, int64_t row, int64_t last_row);

// {"file" and "row" or "rows" (where there are), "ms", "top", "windows" (where there are), "boxes" or "points" (of a detector),
// "outputs"}. `specs` are in the contract's order.
void WriteAnswer(JsonWriter& json, const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs,
                 const AnswerForm& form);

}  // namespace runner

#endif  // RUNNER_CORE_ANSWERS_ANSWER_JSON_H_
