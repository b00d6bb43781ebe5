#include "runner/commands/run_command.h"

#include <cstdio>
#include <utility>

#include "core/base/string_utils.h"
#include "runner/commands/answer_files.h"
#include "runner/commands/array_files.h"
#include "runner/commands/benchmark.h"
#include "runner/commands/help_text.h"
#include "runner/commands/info_text.h"
#include "runner/commands/input_files.h"
#include "runner/commands/sample_files.h"
#include "runner/core/program/self_testing.h"
#include "runner/core/base/text_escaping.h"
#include "runner/core/contract/model_card.h"
#include "runner/core/formats/npz.h"
#include "runner/core/preprocess/input_array_check.h"
#include "runner/core/preprocess/sample_parser.h"
#include "runner/core/program/array_answer.h"
#include "runner/core/program/program_info.h"
#include "runner/engine/session.h"
#include "runner/server/page_server.h"
#include "runner/server/pipe_server.h"
#include "runner/system/file_io.h"
#include "runner/system/standard_streams.h"

namespace runner {
namespace {

constexpr uint64_t kMostLicenses = uint64_t{64} << 20;

void Print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

// Whether the result may be put where it shall be: a place for a file, and not the input itself.
Result<Done> CheckOutput(const Options& options) {
  RUNNER_TRY(CheckTarget(options.output));
  if (IsSameFile(options.input, options.output)) return WouldReplaceInput(options.output);
  return Done{};
}

Result<int> RunTensor(const Options& options) {
  RUNNER_TRY(CheckOutput(options));
  RUNNER_ASSIGN(Session session, OpenSession(options.named, options.threads, Need::kModel));
  Predictor& predictor = session.predictor;
  const InputArrayCheck fit(predictor.contract(), /*many=*/true);
  RUNNER_ASSIGN(std::vector<NamedTensor> arrays, ReadArrays(options.input, &fit));
  RUNNER_ASSIGN(std::vector<NamedTensor> results, AnswerArrays(predictor, std::move(arrays), options.dequantize));
  RUNNER_TRY(WriteArrays(options.output, std::move(results)));
  return 0;
}

Result<int> RunPreprocess(const Options& options) {
  RUNNER_TRY(CheckOutput(options));
  RUNNER_ASSIGN(const Session session, OpenSession(options.named, options.threads, Need::kContractOnly));
  const Predictor& predictor = session.predictor;
  RUNNER_ASSIGN(const std::vector<RawInput> raw_inputs, ReadSingleSample(predictor.contract(), options.input));
  RUNNER_ASSIGN(std::vector<Tensor> tensors, predictor.PrepareAll(raw_inputs));
  std::vector<NamedTensor> results;
  for (size_t i = 0; i < tensors.size(); ++i) {
    results.push_back({predictor.contract().inputs[i].name, std::move(tensors[i])});
  }
  if (results.size() == 1 && !EndsWith(options.output, ".npz")) {
    RUNNER_TRY(WriteNpy(options.output, results[0].tensor));
    return 0;
  }
  RUNNER_TRY(WriteArrays(options.output, std::move(results)));
  return 0;
}

Result<int> Info(const Options& options) {
  RUNNER_ASSIGN(const Session session, OpenSession(options.named, options.threads, Need::kModel));
  RUNNER_ASSIGN(const ModelCard card, ReadModelCard(session.program_files.card));
  Print(options.json ? InfoJson(FactsOf(session, card)) + "\n" : InfoText(session, card));
  return 0;
}

Result<BenchResult> MeasureWith(const Options& options) {
  RUNNER_ASSIGN(Session session, OpenSession(options.named, options.threads, Need::kModel));
  return Measure(session, options.runs, options.threads);
}

Result<int> SelfTest(const Options& options) {
  RUNNER_ASSIGN(Session session, OpenSession(options.named, options.threads, Need::kModel));
  const ProgramFile& file = session.program_files.self_test;
  if (!file.exists()) {
    return Failure::Usage("There is nothing to test with: " + file.path(), "The program came without samples of its own.",
                          "Keep all files of the program together in one folder.");
  }
  RUNNER_ASSIGN(const std::string bytes, file.Read());
  const Result<std::vector<NamedTensor>> arrays = ParseArrays(bytes);
  if (!arrays.ok()) return arrays.failure().About(file.path());
  RUNNER_ASSIGN(const SelfTestResult result, RunSelfTest(session.predictor, arrays.value()));
  if (options.json) Print(SelfTestJson(result) + "\n");
  if (!result.passed()) return SelfTestFailure(result);
  if (!options.json) Print(SelfTestText(result));
  return 0;
}

Result<int> Bench(const Options& options) {
  RUNNER_ASSIGN(const BenchResult result, options.choose_threads ? MeasureBest(options) : MeasureWith(options));
  Print(options.json ? BenchJson(result) + "\n" : BenchText(result));
  return 0;
}

Result<int> Version(const Options& options) {
  RUNNER_ASSIGN(const ProgramFiles program_files, FindProgramFiles(options.named));
  RUNNER_ASSIGN(const ModelCard card, ReadModelCard(program_files.card));
  Print(Printable(VersionText(card)) + "\n");
  return 0;
}

Result<int> Licenses(const Options& options) {
  RUNNER_ASSIGN(const ProgramFiles program_files, FindProgramFiles(options.named));
  if (!program_files.licenses.exists()) {
    return Failure::CannotRun("The licences are missing: " + program_files.licenses.path(), "There is no such file.",
                              "Unpack the program again, or name the file with --licenses.");
  }
  RUNNER_ASSIGN(const std::string text, program_files.licenses.Read(kMostLicenses));
  Print(PrintableLines(text));
  return 0;
}

Result<int> Help(const Options& options) {
  Print(HelpText(Printable(options.program)));
  return 0;
}

Result<int> Dispatch(const Options& options) {
  switch (options.command) {
    case Command::kPredict: return AnswerFiles(options);
    case Command::kTensor: return RunTensor(options);
    case Command::kPreprocess: return RunPreprocess(options);
    case Command::kInfo: return Info(options);
    case Command::kBench: return Bench(options);
    case Command::kSelfTest: return SelfTest(options);
    case Command::kServePage:
      return ServePage(options.named, {options.port, options.browser, options.watched, options.threads,
                                       [&](const std::vector<std::string>& endings) { return ExpandNames(options.files, endings); }});
    case Command::kServePipe: return ServePipe(options.named, options.threads, options.elsewhere);
    case Command::kVersion: return Version(options);
    case Command::kLicenses: return Licenses(options);
    case Command::kHelp: return Help(options);
  }
  return 2;
}

}  // namespace

void PrintFailure(const Failure& failure) {
  std::fflush(stdout);
  const std::string what = Printable(failure.what()), why = Printable(failure.why()), remedy = Printable(failure.remedy());
  std::fprintf(stderr, "error: %s\nwhy: %s\ndo: %s\n", what.c_str(), why.c_str(), remedy.c_str());
  ShowWhereNothingIsPrinted(what + ".\n\n" + why + "\n" + remedy);
}

Result<int> RunCommand(const Options& options) {
  RUNNER_ASSIGN(const int code, Dispatch(options));
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  if (options.command == Command::kServePipe) return code;  // the other side has left; that is how it may end
  return OutputNotWritten();
}

}  // namespace runner
