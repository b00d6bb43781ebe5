#include "runner/server/body_answer.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "core/base/string_utils.h"
#include "runner/core/answers/answer_json.h"
#include "runner/core/formats/json_writer.h"
#include "runner/core/preprocess/sample_limits.h"
#include "runner/server/pipe_frames.h"

namespace runner {
namespace {

// Server and bodies stay below 700 MB together (docs/page.md), and a photograph of 50 million pixels is taken.
constexpr SampleLimits kOneOfMany = {uint64_t{152} << 20, 430'000'000, uint64_t{4} << 20, uint64_t{1} << 20, 10'000};
constexpr size_t kMostAnswers = size_t{32} << 20;
constexpr uint64_t kTextWeight = 32;
constexpr size_t kShownOfType = 60;

struct TypeKinds {
  std::string_view type;
  FileKind kind;
};
// A table may begin like JSON's list or number, and the other way round.
constexpr TypeKinds kTypes[] = {
    {"audio/wav", FileKind::kWav},          {"audio/x-wav", FileKind::kWav},       {"audio/wave", FileKind::kWav},
    {"audio/vnd.wave", FileKind::kWav},     {"text/csv", FileKind::kText},         {"application/json", FileKind::kJson},
    {"application/json", FileKind::kText},  {"application/x-npy", FileKind::kNpy}, {"application/x-npz", FileKind::kZip},
};

// The type without its parameters, in lower case.
std::string TypeName(const std::string& content_type) {
  std::string name = Trimmed(content_type.substr(0, content_type.find(';')), " \t");
  for (char& letter : name) letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  return name;
}

bool IsPictureType(std::string_view name) { return name.substr(0, 6) == "image/"; }
bool IsTextType(std::string_view name) { return name == "text/csv" || name == "application/json"; }

bool IsReadType(std::string_view name) {
  return IsPictureType(name) || std::any_of(std::begin(kTypes), std::end(kTypes), [&](const TypeKinds& known) { return known.type == name; });
}

bool MayHold(std::string_view name, FileKind kind) {
  if (IsPictureType(name)) return IsPictureKind(kind);
  return std::any_of(std::begin(kTypes), std::end(kTypes),
                     [&](const TypeKinds& known) { return known.type == name && known.kind == kind; });
}

std::string ContentType(const HttpRequest& request) {
  const std::string* const type = request.Header("content-type");
  return type == nullptr ? "" : *type;
}

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

// A score from 0 to 1; -1 for anything else.
double ScoreIn(const std::string& text) {
  char* end = nullptr;
  const double score = std::strtod(text.c_str(), &end);
  const bool whole = !text.empty() && *end == '\0' && text.find_first_not_of("0123456789.") == std::string::npos;
  return whole && score <= 1.0 ? score : -1.0;
}

Failure TooManyRows() {
  return Failure::Usage("The table has too many rows", "At most " + std::to_string(kOneOfMany.rows) + " are answered at once.",
                        "Use fewer rows, or the command line, which answers any number.");
}

}  // namespace

std::optional<HttpRefusal> CheckContentType(const HttpRequest& request) {
  const std::string type = ContentType(request);
  if (type.empty()) {
    return HttpRefusal{415, Failure::Usage("The kind of the data is not known", "The request has no Content-Type.",
                                           "Name it with the header Content-Type."), ""};
  }
  if (IsReadType(TypeName(type))) return {};
  return HttpRefusal{415, Failure::Usage("Data of this type is not read", "It is called " + type.substr(0, kShownOfType) + ".",
                                         "Send a picture, a WAV sound, CSV, JSON, .npy or .npz, and name its type."), ""};
}

uint64_t MemoryOf(const HttpRequest& request, uint64_t bytes) {
  return IsTextType(TypeName(ContentType(request))) ? bytes * kTextWeight : bytes;
}

BodyAnswer::BodyAnswer(Session& session, const HttpRequest& request, RequestBody body)
    : session_(session), body_(std::move(body)), type_(ContentType(request)), keep_(request.keep) {
  const std::string* const asked = request.Query("pictures");
  with_pictures_ = asked != nullptr && !asked->empty() && *asked != "0";
  if (const std::string* const least = request.Query("min_score")) least_score_ = ScoreIn(*least);
}

bool BodyAnswer::Step() {
  if (samples_.empty()) return Decode();
  do {
    AppendRow(samples_[next_]);
    samples_[next_] = {};
    ++next_;
    // What a model remembers is this series' alone, so all of it is answered at once.
  } while (reached_ > 0 && session_.predictor.contract().keeps_state && next_ < samples_.size() && rows_.size() <= kMostAnswers);
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
  if (!MayHold(TypeName(type_), kind)) {
    return Refuse(400, Failure::Usage("The data is not what its type says",
                                      "It is called " + type_.substr(0, kShownOfType) + " and holds " + KindWords(kind) + ".",
                                      "Send it with its own type, or save it again."));
  }
  const LimitCheck check = CheckLimits(session_.predictor.contract(), bytes, kind, kOneOfMany);
  if (check.reached != LimitReached::kNone) return Refuse(check.reached == LimitReached::kRows ? 413 : 400, check.failure);
  Result<std::vector<InputSample>> samples = ParseSamples(session_.predictor.contract(), bytes);
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
  Predictor& predictor = session_.predictor;
  RUNNER_ASSIGN(const Prediction prediction, predictor.AnswerRaw(sample.raw_inputs, goes_on));
  reached_ = sample.last_row;
  JsonWriter json;
  const AnswerForm form = {nullptr, of_many ? sample.row : 0, with_pictures_, nullptr, least_score_, of_many ? sample.last_row : 0};
  WriteAnswer(json, predictor.contract(), prediction, predictor.outputs(), form);
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
  answer_ = JsonAnswer(status, std::move(json), keep_);
  return true;
}

bool BodyAnswer::Refuse(int status, const Failure& failure) { return Finish(status, FailureJson(failure)); }

}  // namespace runner
