#include "runner/commands.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "runner/about.h"
#include "runner/answer.h"
#include "runner/bench.h"
#include "runner/disk.h"
#include "runner/file.h"
#include "runner/given.h"
#include "runner/info.h"
#include "runner/json.h"
#include "runner/npz.h"
#include "runner/quantize.h"
#include "runner/serve.h"
#include "runner/session.h"
#include "runner/system.h"
#include "runner/table.h"

namespace runner {
namespace {

void Print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

Result<Answered> AnswerFile(Session& session, const std::string& file) {
  Predictor& predictor = session.predictor;
  RUNNER_ASSIGN(const std::vector<Given> givens, ReadGiven(predictor.contract(), file));
  return predictor.AnswerGiven(givens);
}

void PrintAnswer(const Session& session, const std::string& file, const Answered& answered, bool as_json) {
  const Predictor& predictor = session.predictor;
  if (as_json) {
    JsonWriter json;
    WriteAnswer(json, predictor.contract(), answered, predictor.outputs(), {&file, 0});
    Print(json.Take() + "\n");
  } else {
    Print(AnswerText(predictor.contract(), answered, predictor.outputs(), {&file, 0}));
  }
  std::fflush(stdout);  // who reads along sees each answer when it is there
}

void PrintFileFailure(const std::string& file, const Failure& failure, bool as_json) {
  if (!as_json) {
    PrintFailure(failure);
    return;
  }
  JsonWriter json;
  json.BeginObject();
  json.Key("file").String(file);
  json.Key("error").String(FailureLine(failure));
  json.EndObject();
  Print(json.Take() + "\n");
  std::fflush(stdout);
}

Result<int> Predict(const Options& options) {
  RUNNER_ASSIGN(Session session, OpenSession(options, Need::kModel));
  int failed = 0;
  int refused = 0;
  const std::vector<std::string> files = ExpandFolders(options.files);
  for (const std::string& file : files) {
    const Result<Answered> outcome = AnswerFile(session, file);
    if (outcome.ok()) {
      PrintAnswer(session, file, outcome.value(), options.json);
      continue;
    }
    PrintFileFailure(file, outcome.failure(), options.json);
    ++failed;
    if (outcome.failure().exit_code == 3) ++refused;
  }
  if (files.empty()) {
    return Failure::Usage("There is nothing to answer", "The folder holds no files.", "Name files, or a folder that holds some.");
  }
  // When the runtime itself failed every time, the model cannot run here at all.
  if (refused == static_cast<int>(files.size())) return 3;
  return failed > 0 ? 1 : 0;
}

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// One array as .npy where the name says so, several as .npz.
Result<Done> WriteArrays(const std::string& path, std::vector<NamedTensor> arrays) {
  if (!EndsWith(path, ".npy")) return WriteNpz(path, arrays);
  if (arrays.size() == 1) return WriteNpy(path, arrays[0].tensor);
  return Failure::Usage("The result does not fit into " + path, "There are " + std::to_string(arrays.size()) + " arrays, and a "
                                                                ".npy file holds one.",
                        "Name a file that ends in .npz.");
}

Result<int> RunTensor(const Options& options) {
  RUNNER_TRY(CheckTarget(options.output));
  RUNNER_ASSIGN(Session session, OpenSession(options, Need::kModel));
  Predictor& predictor = session.predictor;
  RUNNER_ASSIGN(std::vector<NamedTensor> arrays, ReadArrays(options.input));
  RUNNER_ASSIGN(const std::vector<Tensor> tensors, MatchArrays(predictor.contract(), std::move(arrays), options.input));
  RUNNER_ASSIGN(RunOutcome outcome, predictor.RunArrays(tensors));
  std::vector<NamedTensor> results;
  for (size_t i = 0; i < outcome.outputs.size(); ++i) {
    const Quantization& quantization = predictor.outputs()[i].quantization;
    const bool convert = options.dequantize && outcome.outputs[i].type != ElementType::kFloat32 && quantization.active();
    results.push_back({predictor.contract().outputs[i].name,
                       convert ? Dequantize(outcome.outputs[i], quantization) : std::move(outcome.outputs[i])});
  }
  RUNNER_TRY(WriteArrays(options.output, std::move(results)));
  return 0;
}

Result<int> RunPreprocess(const Options& options) {
  RUNNER_TRY(CheckTarget(options.output));
  RUNNER_ASSIGN(const Session session, OpenSession(options, Need::kContractOnly));
  const Predictor& predictor = session.predictor;
  RUNNER_ASSIGN(const std::vector<Given> givens, ReadGiven(predictor.contract(), options.input));
  RUNNER_ASSIGN(std::vector<Tensor> tensors, predictor.PrepareAll(givens));
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
  RUNNER_ASSIGN(const Session session, OpenSession(options, Need::kModel));
  RUNNER_ASSIGN(const About about, ReadAbout(session.bundle.about));
  Print(options.json ? InfoJson(session, about) + "\n" : InfoText(session, about));
  return 0;
}

Result<int> Bench(const Options& options) {
  RUNNER_ASSIGN(Session session, OpenSession(options, Need::kModel));
  RUNNER_ASSIGN(const BenchResult result, Measure(session, options.runs, options.threads));
  Print(options.json ? BenchJson(result) + "\n" : BenchText(result));
  return 0;
}

Result<int> Version(const Options& options) {
  RUNNER_ASSIGN(const Bundle bundle, FindBundle(options.named));
  RUNNER_ASSIGN(const About about, ReadAbout(bundle.about));
  Print(VersionText(about) + "\n");
  return 0;
}

Result<int> Licenses(const Options& options) {
  RUNNER_ASSIGN(const Bundle bundle, FindBundle(options.named));
  if (!FileExists(bundle.licenses)) {
    return Failure::CannotRun("The licences are missing: " + bundle.licenses, "There is no such file.",
                              "Unpack the program again, or name the file with --licenses.");
  }
  RUNNER_ASSIGN(const std::string text, ReadFile(bundle.licenses));
  Print(text);
  return 0;
}

Result<int> Help() {
  const Result<std::string> executable = ExecutablePath();
  Print(HelpText(executable.ok() ? NameOf(executable.value()) : "runner"));
  return 0;
}

Result<int> Dispatch(const Options& options) {
  switch (options.command) {
    case Command::kPredict: return Predict(options);
    case Command::kTensor: return RunTensor(options);
    case Command::kPreprocess: return RunPreprocess(options);
    case Command::kInfo: return Info(options);
    case Command::kBench: return Bench(options);
    case Command::kServePipe: return ServePipe(options);
    case Command::kVersion: return Version(options);
    case Command::kLicenses: return Licenses(options);
    case Command::kHelp: return Help();
  }
  return 2;
}

}  // namespace

std::vector<std::string> ExpandFolders(const std::vector<std::string>& files) {
  std::vector<std::string> expanded;
  for (const std::string& file : files) {
    if (LookAt(file).kind != PathKind::kFolder) {
      expanded.push_back(file);
      continue;
    }
    const size_t first = expanded.size();
    for (const std::string& name : NamesIn(file)) {
      const std::string path = file.back() == '/' ? file + name : file + "/" + name;
      if (name[0] != '.' && LookAt(path).kind == PathKind::kFile) expanded.push_back(path);
    }
    std::sort(expanded.begin() + static_cast<std::ptrdiff_t>(first), expanded.end());
  }
  return expanded;
}

void PrintFailure(const Failure& failure) {
  std::fflush(stdout);
  std::fprintf(stderr, "error: %s\nwhy: %s\ndo: %s\n", Printable(failure.what).c_str(), Printable(failure.why).c_str(),
               Printable(failure.remedy).c_str());
}

std::string FailureLine(const Failure& failure) { return failure.what + ". " + failure.why + " " + failure.remedy; }

Result<int> RunCommand(const Options& options) {
  RUNNER_ASSIGN(const int code, Dispatch(options));
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  if (options.command == Command::kServePipe) return code;  // the other side has left; that is how it may end
  return Failure::CannotRun("The result could not be written", "Standard output takes no more: its disk is full or it is closed.",
                            "Make room, or send the result elsewhere.");
}

}  // namespace runner
