// Predictor: a contract and an engine joined. Everything here is in the contract's order, whatever the model's own is.
// Thread rule: a predictor is used by one thread at a time; another may call Prepare and read the contract beside it.
#ifndef RUNNER_CORE_PROGRAM_PREDICTOR_H_
#define RUNNER_CORE_PROGRAM_PREDICTOR_H_

#include <memory>
#include <string>
#include <vector>

#include "runner/core/answers/prediction.h"
#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"
#include "runner/core/preprocess/preprocess.h"
#include "runner/core/preprocess/sound_windows.h"
#include "runner/core/program/engine.h"

namespace runner {

class Predictor {
 public:
  // Joins by the contract's `tensor` names, by position where they are empty. A null engine leaves preprocessing only.
  static Result<Predictor> Join(Contract contract, std::unique_ptr<Engine> engine);

  const Contract& contract() const { return contract_; }
  bool has_model() const { return engine_ != nullptr; }

  // As the model says; sizes that it leaves open are the contract's. Empty without a model.
  const std::vector<TensorSpec>& inputs() const { return inputs_; }
  const std::vector<TensorSpec>& outputs() const { return outputs_; }

  // What enters the model for one input.
  Result<Tensor> Prepare(size_t input, const RawInput& raw) const;
  Result<std::vector<Tensor>> PrepareAll(const std::vector<RawInput>& raw_inputs) const;

  // One prediction that owes nothing to earlier ones. `inputs` as Prepare makes them.
  Result<RunOutcome> Answer(const std::vector<Tensor>& inputs);
  // The same from one RawInput an input. A sound that is longer than its input is answered window by window, and the answer
  // is that of the means. With `next` it follows the answer before, as RunNext does.
  Result<Prediction> AnswerRaw(const std::vector<RawInput>& raw_inputs, bool next = false);

  // What the model keeps from run to run begins anew: for another file, row or series.
  Result<Done> Begin() { return engine_->Forget(); }
  // The next run of what has begun: a window of the same sound, a row of the same series. The model remembers the runs
  // before it where the contract says so.
  Result<RunOutcome> RunNext(const std::vector<Tensor>& inputs);
  // One run, in which the model may remember earlier ones.
  Result<RunOutcome> Run(const std::vector<Tensor>& inputs);

  // Exact arrays of any number of samples, one array an input. They are converted to the model's types where nothing is lost;
  // N samples are N runs of one series, in order, and their outputs are stacked as the arrays are: [N, ...] or [N, 1, ...].
  // `ms` is the sum of all runs.
  Result<RunOutcome> RunArrays(const std::vector<Tensor>& arrays);

 private:
  Predictor() = default;
  Result<Done> JoinInputs();
  Result<Done> JoinOutputs();
  Result<Prediction> AnswerWindows(const std::vector<RawInput>& raw_inputs, size_t input, const SoundWindows& windows);

  Contract contract_;
  std::unique_ptr<Engine> engine_;
  std::vector<TensorSpec> inputs_;
  std::vector<TensorSpec> outputs_;
  std::vector<size_t> input_order_;   // the engine's input i is the contract's input_order_[i]
  std::vector<size_t> output_order_;  // the contract's output i is the engine's output_order_[i]
};

}  // namespace runner

#endif  // RUNNER_CORE_PROGRAM_PREDICTOR_H_
