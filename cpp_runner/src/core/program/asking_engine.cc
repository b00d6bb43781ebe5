#include "runner/core/program/asking_engine.h"

#include <cmath>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/byte_order.h"
#include "runner/core/program/blocks.h"

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
  AskingEngine(ModelSpecs specs, AskOtherSide ask, AskToForget forget)
      : specs_(std::move(specs)), ask_(std::move(ask)), forget_(forget) {}

  const std::vector<TensorSpec>& inputs() const override { return specs_.inputs; }
  const std::vector<TensorSpec>& outputs() const override { return specs_.outputs; }

  Result<RunOutcome> Run(const std::vector<const Tensor*>& inputs) override {
    std::string payload;
    has_run_ = true;
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

  Result<Done> Forget() override {
    if (forget_ == nullptr || !has_run_) return Done{};
    has_run_ = false;
    return forget_();
  }

 private:
  Result<std::vector<Tensor>> Sorted(std::vector<Block> blocks) const {
    std::vector<std::optional<Tensor>> found(specs_.outputs.size());
    for (Block& block : blocks) {
      if (block.slot >= found.size() || found[block.slot]) return WrongOutputs("There is a block too many.");
      const TensorSpec& spec = specs_.outputs[block.slot];
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

  ModelSpecs specs_;
  AskOtherSide ask_;
  AskToForget forget_;
  bool has_run_ = false;
};

}  // namespace

ModelSpecs SpecsOf(const Contract& contract) {
  ModelSpecs specs;
  for (const ContractInput& input : contract.inputs) specs.inputs.push_back({input.tensor, input.dtype, input.shape, {}});
  for (const ContractOutput& output : contract.outputs) specs.outputs.push_back({output.tensor, output.dtype, output.shape, {}});
  return specs;
}

std::unique_ptr<Engine> MakeAskingEngine(ModelSpecs specs, AskOtherSide ask, AskToForget forget) {
  return std::make_unique<AskingEngine>(std::move(specs), std::move(ask), forget);
}

}  // namespace runner
