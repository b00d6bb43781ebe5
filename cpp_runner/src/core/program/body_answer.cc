#include "runner/core/program/body_answer.h"

#include <utility>

#include "runner/core/answers/answer_json.h"
#include "runner/core/answers/failure_json.h"
#include "runner/core/formats/json_writer.h"
#include "runner/core/preprocess/sample_limits.h"

namespace runner {
namespace {

// Server and bodies stay below 700 MB together (docs/page.md), and a photograph of 50 million pixels is taken.
constexpr SampleLimits kOneOfMany = {uint64_t{152} << 20, 430'000'000, uint64_t{4} << 20, uint64_t{1} << 20, 10'000};
constexpr size_t kMostAnswers = size_t{32} << 20;

// A member behind others; "" without a note.
std::string NoteMember(const std::string& note) {
  if (note.empty()) return "";
  JsonWriter json;
  json.BeginObject();
  json.Key("note").String(note);
  json.EndObject();
  const std::string object = json.Take();
  return "," + object.substr(1, object.size() - 2);
}

Failure TooManyRows() {
  return Failure::Usage("The table has too many rows", "At most " + std::to_string(kOneOfMany.rows) + " are answered at once.",
                        "Use fewer rows, or the command line, which answers any number.");
}

}  // namespace

BodyAnswer::BodyAnswer(Predictor& predictor, BodyQuestion question, RequestBody body)
    : predictor_(predictor), question_(std::move(question)), body_(std::move(body)) {}

bool BodyAnswer::Step() {
  if (samples_.empty()) return Decode();
  do {
    AppendRow(samples_[next_]);
    samples_[next_] = {};
    ++next_;
    // What a model remembers is this series' alone, so all of it is answered at once.
  } while (reached_ > 0 && predictor_.contract().keeps_state && next_ < samples_.size() && rows_.size() <= kMostAnswers);
  if (rows_.size() > kMostAnswers) {
    return Refuse(413, Failure::Usage("The answers are too long", "Together they have over 32 MB.",
                                      "Use fewer rows, or the command line, which answers any number."));
  }
  return next_ < samples_.size() ? false : Finish(200, "{\"rows\":[" + rows_ + "]" + note_ + "}");
}

// True when that was all: one sample, or a failure.
bool BodyAnswer::Decode() {
  const std::string_view bytes = body_.bytes();
  if (bytes.empty()) return Refuse(400, Failure::Usage("There is no data", "It has 0 bytes.", "Send a file's content."));
  const FileKind kind = KindOf(bytes);
  if (!MayHold(question_.type, kind)) {
    return Refuse(400, Failure::Usage("The data is not what its type says",
                                      "It is called " + QuotedType(question_.type) + " and holds " + KindWords(kind) + ".",
                                      "Send it with its own type, or save it again."));
  }
  const LimitCheck check = CheckLimits(predictor_.contract(), bytes, kind, kOneOfMany);
  if (check.reached != LimitReached::kNone) return Refuse(check.reached == LimitReached::kRows ? 413 : 400, check.failure);
  Result<std::vector<InputSample>> samples = ParseSamples(predictor_.contract(), bytes);
  body_ = {};  // what was decoded is all that is needed
  if (!samples.ok()) return Refuse(400, samples.failure());
  if (samples.value().size() > kOneOfMany.rows) return Refuse(413, TooManyRows());
  if (samples.value().size() > 1) {
    note_ = NoteMember(samples.value()[0].note);
    samples_ = std::move(samples).value();
    return false;
  }
  const Result<std::string> answer = AnswerOne(samples.value()[0], false);
  if (!answer.ok()) return Refuse(400, answer.failure());
  const std::string& json = answer.value();
  return Finish(200, json.substr(0, json.size() - 1) + NoteMember(samples.value()[0].note) + "}");
}

Result<std::string> BodyAnswer::AnswerOne(const InputSample& sample, bool of_many) {
  const bool goes_on = GoesOn(sample, reached_);
  reached_ = 0;
  if (sample.failure) return *sample.failure;
  RUNNER_ASSIGN(const Prediction prediction, predictor_.AnswerRaw(sample.raw_inputs, goes_on));
  reached_ = sample.last_row;
  JsonWriter json;
  const AnswerForm form = {nullptr, of_many ? sample.row : 0, question_.with_pictures, nullptr, question_.least_score, of_many ? sample.last_row : 0};
  WriteAnswer(json, predictor_.contract(), prediction, predictor_.outputs(), form);
  return json.Take();
}

void BodyAnswer::AppendRow(const InputSample& sample) {
  if (!rows_.empty()) rows_ += ",";
  const Result<std::string> answer = AnswerOne(sample, true);
  if (answer.ok()) {
    rows_ += answer.value();
    return;
  }
  JsonWriter json;
  json.BeginObject();
  WriteRows(json, sample.row, sample.last_row);
  json.Key("error").String(answer.failure().Sentence());
  json.EndObject();
  rows_ += json.Take();
}

bool BodyAnswer::Finish(int status, std::string json) {
  reply_ = {status, std::move(json)};
  return true;
}

bool BodyAnswer::Refuse(int status, const Failure& failure) { return Finish(status, FailureJson(failure)); }

}  // namespace runner
