#include "runner/commands/answer_files.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "runner/commands/answer_writer.h"
#include "runner/commands/input_files.h"
#include "runner/commands/made_samples.h"
#include "runner/commands/progress.h"
#include "runner/commands/read_ahead.h"
#include "runner/commands/run_command.h"
#include "runner/core/answers/answer_text.h"
#include "runner/core/answers/drawn_picture.h"
#include "runner/core/base/text_escaping.h"
#include "runner/core/preprocess/file_endings.h"
#include "runner/engine/session.h"
#include "runner/system/file_system.h"

namespace runner {
namespace {

// How many were asked for, and how they ended.
struct Tally {
  size_t samples = 0;
  size_t failed = 0;
  size_t refused = 0;  // of the failed: by the runtime

  // When the runtime itself failed every time, the model cannot run here at all.
  int ExitCode() const { return failed == 0 ? 0 : refused == samples ? 3 : 1; }
};

class FileAnswers {
 public:
  // `files` are read one after the other; `count` samples or files are answered.
  FileAnswers(Session& session, const Options& options, AnswerWriter& writer, const std::vector<std::string>& files, size_t count)
      : session_(session), options_(options), writer_(writer), progress_(count), reading_(session.predictor, files, options.seed) {}

  // In the files' order.
  Result<Done> AnswerNext(const std::string& file) {
    ++place_;
    Result<std::vector<InputSample>> samples = reading_.Next();
    if (!samples.ok()) return Fail({&file}, samples.failure());
    reached_ = 0;
    for (InputSample& sample : samples.value()) {
      if (!sample.note.empty()) Note(file, sample.note);
      RUNNER_TRY(AnswerSample({&file, sample.row, false, nullptr, -1.0, sample.last_row}, sample, samples.value().size() == 1));
      std::vector<RawInput>().swap(sample.raw_inputs);  // a row's numbers are needed once
    }
    return Done{};
  }

  Result<Done> AnswerMade(const MadeSample& made) {
    ++place_;
    const Result<InputSample> sample = ReadMadeSample(session_.predictor.contract(), made);
    return sample.ok() ? AnswerSample({&made.name}, sample.value(), true) : Fail({&made.name}, sample.failure());
  }

  const Tally& tally() const { return tally_; }

 private:
  Result<Done> AnswerSample(const AnswerForm& form, const InputSample& sample, bool alone) {
    const bool goes_on = GoesOn(sample, reached_);
    reached_ = 0;
    if (sample.failure) return Fail(form, *sample.failure);
    const Result<Prediction> prediction = session_.predictor.AnswerRaw(sample.raw_inputs, goes_on);
    if (!prediction.ok()) return Fail(form, prediction.failure());
    reached_ = sample.last_row;
    ++tally_.samples;
    progress_.BeforeAnswer();
    RUNNER_TRY(writer_.Answer(form, prediction.value(), DrawnOn(session_.predictor.contract(), sample.raw_inputs), alone));
    progress_.Answered(place_);
    return Done{};
  }

  Result<Done> Fail(const AnswerForm& form, const Failure& failure) {
    ++tally_.samples;
    ++tally_.failed;
    if (failure.exit_code() == 3) ++tally_.refused;
    progress_.BeforeAnswer();
    if (!options_.json) {  // a line of JSON says it itself
      progress_.Wipe();
      PrintFailure(failure.About(AnswerName(form)));
    }
    RUNNER_TRY(writer_.Fail(form, failure));
    progress_.Answered(place_);
    return Done{};
  }

  void Note(const std::string& file, const std::string& note) {
    progress_.Wipe();
    std::fprintf(stderr, "note: %s: %s.\n", Printable(file).c_str(), Printable(note).c_str());
  }

  Session& session_;
  const Options& options_;
  AnswerWriter& writer_;
  Progress progress_;
  ReadAhead reading_;
  size_t place_ = 0;  // of the file, from 1
  int64_t reached_ = 0;  // the last row of the window before, where that was answered
  Tally tally_;
};

Result<int> AnswerMadeSamples(Session& session, const Options& options, const std::vector<MadeSample>& samples) {
  std::vector<std::string> names;
  for (const MadeSample& sample : samples) names.push_back(sample.name);
  RUNNER_ASSIGN(AnswerWriter writer, AnswerWriter::Open(options, session.predictor, names));
  const std::vector<std::string> unread;
  FileAnswers answers(session, options, writer, unread, samples.size());
  for (const MadeSample& sample : samples) RUNNER_TRY(answers.AnswerMade(sample));
  RUNNER_TRY(writer.Finish());
  return answers.tally().ExitCode();
}

}  // namespace

Result<int> AnswerFiles(const Options& options) {
  RUNNER_ASSIGN(Session session, OpenSession(options.named, options.threads, Need::kModel));
  RUNNER_ASSIGN(const std::vector<MadeSample> made, PlanSamples(session.predictor.contract(), options));
  if (!made.empty()) return AnswerMadeSamples(session, options, made);
  const std::vector<std::string> endings = FolderEndings(session.predictor.contract());
  const std::vector<std::string> files = ExpandNames(options.files, endings);
  const bool only_folders = std::all_of(files.begin(), files.end(), [](const std::string& file) {
    return LookAt(file).kind == PathKind::kFolder;
  });
  if (only_folders) {
    return Failure::Usage("There is nothing to answer", "No folder holds a file that this model reads (" + EndingsText(endings) + ").",
                          "Name files, or a folder that holds some.");
  }
  RUNNER_ASSIGN(AnswerWriter writer, AnswerWriter::Open(options, session.predictor, files));
  FileAnswers answers(session, options, writer, files, files.size());
  for (const std::string& file : files) RUNNER_TRY(answers.AnswerNext(file));
  RUNNER_TRY(writer.Finish());
  return answers.tally().ExitCode();
}

}  // namespace runner
