// Exact tensors in and out, without preprocessing.
// Thread rule: as Predictor.
#ifndef RUNNER_CORE_PROGRAM_ARRAY_ANSWER_H_
#define RUNNER_CORE_PROGRAM_ARRAY_ANSWER_H_

#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/formats/npz.h"
#include "runner/core/program/predictor.h"

namespace runner {

// The arrays of a file, see MatchArrays, to every output by its name: in the model's own type, or dequantized.
Result<std::vector<NamedTensor>> AnswerArrays(Predictor& predictor, std::vector<NamedTensor> arrays, bool dequantize = false);

}  // namespace runner

#endif  // RUNNER_CORE_PROGRAM_ARRAY_ANSWER_H_
