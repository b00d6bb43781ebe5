#include "runner/core/program/body_question.h"

#include <algorithm>
#include <cstdlib>

#include "core/base/string_utils.h"

namespace runner {
namespace {

constexpr uint64_t kTextWeight = 32;
constexpr size_t kShownOfType = 60;

struct TypeKinds {
  std::string_view type;
  FileKind kind;
};
// A table may begin like JSON's list or number, and the other way round.
constexpr TypeKinds kBodyTypes[] = {
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
  return IsPictureType(name) || std::any_of(std::begin(kBodyTypes), std::end(kBodyTypes), [&](const TypeKinds& known) { return known.type == name; });
}

// A score from 0 to 1; -1 for anything else.
double ScoreIn(const std::string& text) {
  char* end = nullptr;
  const double score = std::strtod(text.c_str(), &end);
  const bool whole = !text.empty() && *end == '\0' && text.find_first_not_of("0123456789.") == std::string::npos;
  return whole && score <= 1.0 ? score : -1.0;
}

// Takes the part before `separator`, and the separator, from the front of the text; all of it where there is none.
std::string_view TakeUntil(std::string_view& text, char separator) {
  const size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

}  // namespace

NamedValues ParseQuery(std::string_view query) {
  NamedValues values;
  while (!query.empty()) {
    std::string_view value = TakeUntil(query, '&');
    if (value.empty()) continue;
    std::string name(TakeUntil(value, '='));
    values.emplace_back(std::move(name), value);
  }
  return values;
}

const std::string* LastOf(const NamedValues& values, std::string_view name) {
  for (size_t i = values.size(); i-- > 0;) {
    if (values[i].first == name) return &values[i].second;
  }
  return nullptr;
}

BodyQuestion ReadQuestion(std::string_view content_type, const NamedValues& query) {
  BodyQuestion question;
  question.type = content_type;
  const std::string* const asked = LastOf(query, "pictures");
  question.with_pictures = asked != nullptr && !asked->empty() && *asked != "0";
  if (const std::string* const least = LastOf(query, "min_score")) question.least_score = ScoreIn(*least);
  return question;
}

Result<Done> CheckContentType(const std::string& content_type) {
  if (content_type.empty()) {
    return Failure::Usage("The kind of the data is not known", "The request has no Content-Type.",
                          "Name it with the header Content-Type.");
  }
  if (IsReadType(TypeName(content_type))) return Done{};
  return Failure::Usage("Data of this type is not read", "It is called " + QuotedType(content_type) + ".",
                        "Send a picture, a WAV sound, CSV, JSON, .npy or .npz, and name its type.");
}

bool MayHold(const std::string& content_type, FileKind kind) {
  const std::string name = TypeName(content_type);
  if (IsPictureType(name)) return IsPictureKind(kind);
  return std::any_of(std::begin(kBodyTypes), std::end(kBodyTypes),
                     [&](const TypeKinds& known) { return known.type == name && known.kind == kind; });
}

std::string QuotedType(const std::string& content_type) { return content_type.substr(0, kShownOfType); }

uint64_t MemoryOf(const std::string& content_type, uint64_t bytes) {
  return IsTextType(TypeName(content_type)) ? bytes * kTextWeight : bytes;
}

Failure BodyTooLarge(uint64_t bytes) {
  return Failure::Usage("The file is too large",
                        "It has " + std::to_string(bytes) + " bytes; at most " + std::to_string(kMostBodyBytes) + " are taken.",
                        "Use a smaller file, or the command line, which takes any size.");
}

}  // namespace runner
