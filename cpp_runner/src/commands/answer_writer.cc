#include "runner/commands/answer_writer.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "core/base/string_utils.h"
#include "runner/commands/save_pictures.h"
#include "runner/core/answers/answer_json.h"
#include "runner/core/answers/answer_text.h"
#include "runner/core/answers/detections.h"
#include "runner/core/formats/json_writer.h"
#include "runner/core/preprocess/file_endings.h"
#include "runner/system/file_io.h"
#include "runner/system/file_system.h"

namespace runner {
namespace {

Result<Done> PrepareSaving(const std::string& folder, const Contract& contract) {
  const bool shows = std::any_of(contract.outputs.begin(), contract.outputs.end(), [](const ContractOutput& output) {
    return output.kind == OutputKind::kMask || output.kind == OutputKind::kPicture;
  });
  if (!shows && !FindsBoxes(contract) && !FindsPoints(contract)) {
    return Failure::Usage("There is no picture to save", "This model gives no pictures, masks or boxes.",
                          "Leave --save out; --csv and --json keep its answers.");
  }
  if (MakeFolders(folder)) return Done{};
  return Failure::Usage("The folder " + folder + " cannot be made", "A file has its name, or you may not write there.",
                        "Name another folder.");
}

// Whether a file of this name may be replaced by a table.
bool IsTableOrMissing(const std::string& path) {
  const PathKind kind = LookAt(path).kind;
  if (kind == PathKind::kMissing || kind == PathKind::kUnknown) return !IsLink(path);  // links that lead round in a circle
  std::string name = path;
  for (char& letter : name) letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
  return kind == PathKind::kFile && (EndsWith(name, ".csv") || EndsWith(name, ".tsv") || EndsWith(name, ".txt"));
}

}  // namespace

Result<Done> PrintNow(const std::string& text) {
  errno = 0;
  // Who reads along sees each answer when it is there.
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return Done{};
  return Failure::CannotRun("The answers cannot be written", "The system says: " + std::string(std::strerror(errno)) + ".",
                            "Free some space, or send them somewhere else.");
}

AnswerWriter::AnswerWriter(const Options& options, const Predictor& predictor, const std::vector<std::string>& files)
    : options_(options),
      predictor_(predictor),
      columns_(predictor.contract(), MayHoldRows(predictor.contract()), !options.save.empty()),
      single_(files.size() == 1),
      name_width_(TableNameWidth(files, MayHoldRows(predictor.contract()), HoldsSeries(predictor.contract()))) {}

Result<AnswerWriter> AnswerWriter::Open(const Options& options, const Predictor& predictor, const std::vector<std::string>& files) {
  AnswerWriter writer(options, predictor, files);
  if (!options.save.empty()) RUNNER_TRY(PrepareSaving(options.save, predictor.contract()));
  if (options.csv.empty()) return writer;
  if (!IsTableOrMissing(ResolvedPath(options.csv))) {
    return Failure::Usage(options.csv + " is not replaced", "A file that is not a .csv file has this name.",
                          "Name a file that ends with .csv or does not exist yet.");
  }
  for (const std::string& file : files) {
    if (LookAt(options.csv).kind != PathKind::kFile) break;
    if (IsSameFile(file, options.csv)) return WouldReplaceInput(options.csv);
  }
  Result<PartialFile> csv = PartialFile::Open(options.csv);
  if (!csv.ok()) return csv.failure();
  writer.csv_.emplace(std::move(csv).value());
  RUNNER_TRY(writer.csv_->Write(writer.columns_.Head()));
  return writer;
}

Result<Done> AnswerWriter::Answer(AnswerForm form, const Prediction& prediction, const Picture* picture, bool alone) {
  const Contract& contract = predictor_.contract();
  const std::vector<TensorSpec>& specs = predictor_.outputs();
  std::vector<std::string> saved;
  if (!options_.save.empty()) {
    RUNNER_ASSIGN(saved, SavePictures(options_.save, *form.file, contract, prediction, specs, picture));
    form.saved = &saved;
  }
  if (csv_) RUNNER_TRY(csv_->Write(columns_.Lines(prediction, specs, form)));
  if (options_.json) {
    JsonWriter json;
    WriteAnswer(json, contract, prediction, specs, form);
    return PrintNow(json.Take() + "\n");
  }
  if (csv_) return Done{};
  if (single_ && (form.row == 0 || (alone && form.last_row > 0))) return PrintNow(AnswerText(contract, prediction, specs, form));
  const std::string head = begun_ ? "" : TableHead(name_width_);
  begun_ = true;
  return PrintNow(head + TableLine(contract, prediction, specs, form, name_width_));
}

Result<Done> AnswerWriter::Fail(const AnswerForm& form, const Failure& failure) {
  if (csv_) RUNNER_TRY(csv_->Write(columns_.FailureLine(failure, form)));
  if (!options_.json) return Done{};
  JsonWriter json;
  json.BeginObject();
  json.Key("file").String(*form.file);
  WriteRows(json, form.row, form.last_row);
  json.Key("error").String(failure.Sentence());
  json.EndObject();
  return PrintNow(json.Take() + "\n");
}

Result<Done> AnswerWriter::Finish() { return csv_ ? csv_->Publish() : Result<Done>(Done{}); }

}  // namespace runner
