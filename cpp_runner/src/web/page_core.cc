// The core for a web page: what a page calls, and what it is asked for (docs/runner.md). The page runs the model; everything
// before and after that is the same as in programs.
// Thread rule: one thread. Addresses are those of the module's memory.
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/byte_order.h"
#include "runner/core/answers/failure_json.h"
#include "runner/core/formats/npz.h"
#include "runner/core/preprocess/input_array_check.h"
#include "runner/core/preprocess/sample_limits.h"
#include "runner/core/program/array_answer.h"
#include "runner/core/program/body_answer.h"
#include "runner/core/program/self_testing.h"
#include "runner/core/tflite/tflite_file.h"
#include "web/opened_program.h"
#include "web/result_memory.h"

#define PAGE_EXPORT(name) extern "C" __attribute__((export_name(#name))) runner::web::Address name

// Never returns: the page leaves this module behind, and opens another.
extern "C" __attribute__((import_module("page"), import_name("out_of_memory"))) void page_out_of_memory();

namespace runner::web {
namespace {

[[maybe_unused]] const std::new_handler before = std::set_new_handler([] {
  page_out_of_memory();
  __builtin_trap();
});

OpenedProgram* opened = nullptr;

Failure NotOpened() {
  return Failure::CannotRun("The program is not open", "Nothing was opened, or opening it failed.", "Reload the page.");
}

Address Answered(const Result<std::string>& answer) {
  return answer.ok() ? MakeResult(200, answer.value()) : MakeFailure(answer.failure());
}

// Arrays of a file that become no more than a module has room for.
Result<std::vector<NamedTensor>> ReadArrays(const Contract& contract, std::string_view file, const ArrayJudge* judge) {
  SampleLimits limits;
  limits.decoded = uint64_t{512} << 20;
  const FileKind kind = KindOf(file);
  if (kind == FileKind::kZip || kind == FileKind::kNpy) {
    const LimitCheck check = CheckLimits(contract, file, kind, limits);
    if (check.reached != LimitReached::kNone) return check.failure;
  }
  return ParseArrays(file, judge);
}

Result<std::string> Arrays(Predictor& predictor, std::string_view file) {
  const InputArrayCheck fit(predictor.contract(), /*many=*/true);
  RUNNER_ASSIGN(std::vector<NamedTensor> arrays, ReadArrays(predictor.contract(), file, &fit));
  RUNNER_ASSIGN(const std::vector<NamedTensor> answers, AnswerArrays(predictor, std::move(arrays)));
  return NpzBytes(answers);
}

Result<std::string> SelfTest(Predictor& predictor, std::string_view samples) {
  RUNNER_ASSIGN(const std::vector<NamedTensor> arrays, ReadArrays(predictor.contract(), samples, nullptr));
  RUNNER_ASSIGN(const SelfTestResult result, RunSelfTest(predictor, arrays));
  return SelfTestJson(result);
}

std::string StateMarkBytes(std::string_view model) {
  std::string bytes;
  for (const auto& [place, value] : StateMarks(model)) {
    AppendLittleEndian(bytes, place, 4);
    AppendLittleEndian(bytes, static_cast<uint8_t>(value), 4);
  }
  return bytes;
}

}  // namespace
}  // namespace runner::web

using namespace runner;
using namespace runner::web;

PAGE_EXPORT(core_reserve)(uint32_t bytes) { return Reserve(bytes); }

extern "C" __attribute__((export_name("core_release"))) void core_release(Address address) { Release(address); }

PAGE_EXPORT(core_state_marks)(Address model, uint32_t bytes) { return MakeResult(200, StateMarkBytes(BytesAt(model, bytes))); }

PAGE_EXPORT(core_open)(Address contract, uint32_t contract_bytes, Address model, uint32_t model_bytes, Address program,
                       uint32_t program_bytes, Address card, uint32_t card_bytes) {
  delete std::exchange(opened, nullptr);
  Result<std::unique_ptr<OpenedProgram>> result =
      OpenProgram({BytesAt(contract, contract_bytes), BytesAt(model, model_bytes), BytesAt(program, program_bytes), BytesAt(card, card_bytes)});
  if (!result.ok()) return MakeFailure(result.failure());
  opened = std::move(result).value().release();
  return MakeResult(200, opened->about);
}

PAGE_EXPORT(core_predict)(Address body, uint32_t body_bytes, Address type, uint32_t type_bytes, Address query, uint32_t query_bytes) {
  if (opened == nullptr) return MakeFailure(NotOpened());
  if (body_bytes > kMostBodyBytes) return MakeResult(413, FailureJson(BodyTooLarge(body_bytes)));
  BodyQuestion question = ReadQuestion(BytesAt(type, type_bytes), ParseQuery(BytesAt(query, query_bytes)));
  const Result<Done> read = CheckContentType(question.type);
  if (!read.ok()) return MakeResult(415, FailureJson(read.failure()));
  BodyAnswer answer(opened->predictor, std::move(question), RequestBody::Of(BytesAt(body, body_bytes)));
  while (!answer.Step()) {
  }
  const BodyReply reply = answer.Take();
  return MakeResult(static_cast<uint32_t>(reply.status), reply.json);
}

PAGE_EXPORT(core_arrays)(Address file, uint32_t bytes) {
  return opened == nullptr ? MakeFailure(NotOpened()) : Answered(Arrays(opened->predictor, BytesAt(file, bytes)));
}

PAGE_EXPORT(core_self_test)(Address samples, uint32_t bytes) {
  return opened == nullptr ? MakeFailure(NotOpened()) : Answered(SelfTest(opened->predictor, BytesAt(samples, bytes)));
}
