#include "runner/server/asking_engine.h"

#include <cmath>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/byte_order.h"
#include "runner/server/pipe_frames.h"

namespace runner {
namespace {

constexpr size_t kTimeBytes = 8;

Failure WrongOutputs(const char* why) {
  return Failure::Usage("The outputs that came back are not the model's", why,
                        "Send one block of form 0 for each output, in the contract's types and shapes.");
}

bool Fits(const Shape& given, const Shape& wanted) {
  bool fits = given.size() == wanted.size();
  for (size_t i = 0; fits && i < wanted.size(); ++i) fits = wanted[i] < 0 || wanted[i] == given[i];
  return fits;
}

class AskingEngine : public Engine {
 public:
  AskingEngine(const Contract& contract, AskOtherSide ask) : ask_(std::move(ask)) {
    for (const ContractInput& input : contract.inputs) inputs_.push_back({input.tensor, input.dtype, input.shape, {}});
    for (const ContractOutput& output : contract.outputs) outputs_.push_back({output.tensor, output.dtype, output.shape, {}});
  }

  const std::vector<TensorSpec>& inputs() const override { return inputs_; }
  const std::vector<TensorSpec>& outputs() const override { return outputs_; }

  Result<RunOutcome> Run(const std::vector<const Tensor*>& inputs) override {
    std::string payload;
    for (size_t i = 0; i < inputs.size(); ++i) AppendBlock(payload, static_cast<uint32_t>(i), *inputs[i]);
    RUNNER_ASSIGN(const std::string given, ask_(payload));
    if (given.size() < kTimeBytes) return WrongOutputs("The time is missing.");
    RunOutcome outcome;
    const uint64_t bits = LittleEndian(given, 0, kTimeBytes);
    std::memcpy(&outcome.ms, &bits, sizeof(outcome.ms));
    if (!std::isfinite(outcome.ms) || outcome.ms < 0) return WrongOutputs("The time is no time.");
    RUNNER_ASSIGN(std::vector<Block> blocks, ParseBlocks(std::string_view(given).substr(kTimeBytes)));
    RUNNER_ASSIGN(outcome.outputs, Sorted(std::move(blocks)));
    return outcome;
  }

  // Every run is asked for anew, and whoever runs the model keeps nothing from one to the next.
  Result<Done> Forget() override { return Done{}; }

 private:
  Result<std::vector<Tensor>> Sorted(std::vector<Block> blocks) const {
    std::vector<std::optional<Tensor>> found(outputs_.size());
    for (Block& block : blocks) {
      if (block.slot >= found.size() || found[block.slot]) return WrongOutputs("There is a block too many.");
      const TensorSpec& spec = outputs_[block.slot];
      const Tensor& tensor = block.raw.tensor;
      if (block.raw.form != RawInputForm::kTensor || tensor.type != spec.type || !Fits(tensor.shape, spec.shape)) {
        return WrongOutputs("A block has another form, type or shape.");
      }
      found[block.slot] = std::move(block.raw.tensor);
    }
    std::vector<Tensor> outputs;
    for (size_t i = 0; i < found.size(); ++i) {
      if (!found[i]) return WrongOutputs("A block is missing.");
      outputs.push_back(std::move(*found[i]));
    }
    return outputs;
  }

  AskOtherSide ask_;
  std::vector<TensorSpec> inputs_;
  std::vector<TensorSpec> outputs_;
};

}  // namespace

std::unique_ptr<Engine> MakeAskingEngine(const Contract& contract, AskOtherSide ask) {
  return std::make_unique<AskingEngine>(contract, std::move(ask));
}

}  // namespace runner
