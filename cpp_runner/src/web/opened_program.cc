#include "web/opened_program.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "runner/core/contract/contract.h"
#include "runner/core/contract/model_card.h"
#include "runner/core/program/asking_engine.h"
#include "runner/core/program/engine_failures.h"
#include "runner/core/program/program_info.h"
#include "runner/core/tflite/model_cost.h"
#include "runner/core/tflite/model_specs.h"
#include "runner/core/tflite/tflite_file.h"
#include "web/result_memory.h"

// What the page gives to the core: it runs the model once, and has it forget what it keeps from run to run.
extern "C" __attribute__((import_module("page"), import_name("run_model"))) runner::web::Address page_run_model(
    runner::web::Address inputs, uint32_t bytes);
extern "C" __attribute__((import_module("page"), import_name("forget_model"))) runner::web::Address page_forget_model();

namespace runner::web {
namespace {

// A module has 4 GiB at most, and the core holds what enters the model several times, as float64 too.
constexpr uint64_t kMostTensors = uint64_t{1} << 30;
constexpr int64_t kMostNumbers = int64_t{1} << 27;  // of one input

Result<std::string> RunInPage(const std::string& payload) {
  return TakeAnswer(page_run_model(reinterpret_cast<Address>(payload.data()), static_cast<uint32_t>(payload.size())));
}

Result<Done> ForgetInPage() {
  RUNNER_TRY(TakeAnswer(page_forget_model()));
  return Done{};
}

Result<Done> CheckSide(const char* side, const char* sides, const std::vector<TensorSpec>& specs) {
  if (specs.empty()) return NothingToDo(sides);
  for (const TensorSpec& spec : specs) {
    if (ElementSize(spec.type) == 0) return TypeUnsupported(side, spec.tensor, static_cast<int>(spec.type));
  }
  return Done{};
}

Result<ModelSpecs> ReadModel(std::string_view model) {
  if (!LooksLikeModel(model)) {
    return Failure::CannotRun("The model cannot be read",
                              "It is not a TensorFlow Lite model: the marks of one are missing at its beginning.", "Export the page again.");
  }
  RUNNER_TRY(CheckCost(CostOf(model), kMostTensors));
  RUNNER_ASSIGN(ModelSpecs specs, ReadModelSpecs(model));
  RUNNER_TRY(CheckSide("input", "inputs", specs.inputs));
  RUNNER_TRY(CheckSide("output", "outputs", specs.outputs));
  return specs;
}

// The sizes of an input that are known already, the contract's among them.
Result<Done> CheckSize(const ContractInput& input, const TensorSpec& spec) {
  int64_t count = 1;
  for (const int64_t size : spec.shape) {
    if (size > kMostNumbers / std::max<int64_t>(count, 1)) {
      return Failure::CannotRun("The input \"" + input.name + "\" is larger than a page can hold",
                                "Its shape is " + ShapeText(spec.shape) + ".", "Export the model for another product.");
    }
    count *= std::max<int64_t>(size, 1);
  }
  return Done{};
}

Result<Predictor> Join(const Contract& contract, std::string_view model) {
  RUNNER_ASSIGN(ModelSpecs specs, ReadModel(model));
  const bool keeps_state = AssignsVariables(model) || !StateMarks(model).empty();
  const auto engine = [&](ModelSpecs ordered) {
    return MakeAskingEngine(std::move(ordered), RunInPage, keeps_state ? ForgetInPage : nullptr);
  };
  // Joined once, what the model says is in the contract's order: that of the blocks that the page gets and gives.
  RUNNER_ASSIGN(const Predictor joined, Predictor::Join(contract, engine(std::move(specs))));
  for (size_t i = 0; i < contract.inputs.size(); ++i) RUNNER_TRY(CheckSize(contract.inputs[i], joined.inputs()[i]));
  return Predictor::Join(contract, engine({joined.inputs(), joined.outputs()}));
}

Result<ModelCard> ReadCard(const ProgramParts& parts, std::string& runtime) {
  ModelCard card = {"", "", "null", {}};
  if (!parts.card.empty() && parts.card != card.json) {
    RUNNER_ASSIGN(card, ParseModelCard(parts.card, "about.json"));
  }
  if (parts.program.empty()) return card;
  RUNNER_ASSIGN(const ModelCard program, ParseModelCard(parts.program, "program"));
  if (card.name.empty()) card.name = program.name;
  if (card.version.empty()) card.version = program.version;
  runtime = program.Fact("runtime");
  return card;
}

}  // namespace

Result<std::unique_ptr<OpenedProgram>> OpenProgram(const ProgramParts& parts) {
  const Result<Contract> read = ParseContract(parts.contract);
  if (!read.ok()) return read.failure().WithWhat("The contract cannot be used");
  const Contract& contract = read.value();
  RUNNER_ASSIGN(Predictor predictor, Join(contract, parts.model));
  std::string runtime = "LiteRT";
  RUNNER_ASSIGN(const ModelCard card, ReadCard(parts, runtime));
  auto program = std::make_unique<OpenedProgram>(OpenedProgram{std::move(predictor), ""});
  program->about = AboutJson({program->predictor, card, static_cast<int64_t>(parts.model.size()), runtime.c_str()}, /*watched=*/false);
  return program;
}

}  // namespace runner::web
