#include "runner/core/program/array_answer.h"

#include <utility>

#include "runner/core/base/quantization.h"
#include "runner/core/preprocess/sample_parser.h"

namespace runner {

Result<std::vector<NamedTensor>> AnswerArrays(Predictor& predictor, std::vector<NamedTensor> arrays, bool dequantize) {
  RUNNER_ASSIGN(const std::vector<Tensor> tensors, MatchArrays(predictor.contract(), std::move(arrays)));
  RUNNER_ASSIGN(RunOutcome outcome, predictor.RunArrays(tensors));
  std::vector<NamedTensor> answers;
  for (size_t i = 0; i < outcome.outputs.size(); ++i) {
    const Quantization& quantization = predictor.outputs()[i].quantization;
    const bool convert = dequantize && outcome.outputs[i].type != ElementType::kFloat32 && quantization.active();
    answers.push_back({predictor.contract().outputs[i].name,
                       convert ? Dequantize(outcome.outputs[i], quantization) : std::move(outcome.outputs[i])});
  }
  return answers;
}

}  // namespace runner
