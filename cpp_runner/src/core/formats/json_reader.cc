#include "runner/core/formats/json_reader.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

#include "core/base/string_utils.h"
#include "core/base/utf8.h"

namespace runner {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

// The four hexadecimal digits at `at`; -1 where there are others.
int32_t HexAt(std::string_view text, size_t at) {
  int32_t code = 0;
  for (size_t i = at; i < at + 4; ++i) {
    const size_t digit = i < text.size() ? std::string_view("0123456789abcdef0123456789ABCDEF").find(text[i]) : std::string_view::npos;
    if (digit == std::string_view::npos) return -1;
    code = code * 16 + static_cast<int32_t>(digit % 16);
  }
  return code;
}

bool IsHighHalf(int32_t code) { return code >= 0xD800 && code < 0xDC00; }
bool IsLowHalf(int32_t code) { return code >= 0xDC00 && code < 0xE000; }

// Appends the character of the escape behind the backslash at `at`, which was found valid; the place behind it.
size_t AppendEscaped(std::string& out, std::string_view text, size_t at) {
  const size_t plain = std::string_view("\"\\/bfnrt").find(text[at + 1]);
  if (plain != std::string_view::npos) {
    out += "\"\\/\b\f\n\r\t"[plain];
    return at + 2;
  }
  const int32_t code = HexAt(text, at + 2);
  at += 6;
  if (IsHighHalf(code) && text.substr(at, 2) == "\\u" && IsLowHalf(HexAt(text, at + 2))) {
    AppendUtf8(out, static_cast<uint32_t>(0x10000 + ((code - 0xD800) << 10) + (HexAt(text, at + 2) - 0xDC00)));
    return at + 6;
  }
  AppendUtf8(out, IsHighHalf(code) || IsLowHalf(code) ? 0xFFFD : static_cast<uint32_t>(code));
  return at;
}

Failure UnreadableJson(const std::string& why) {
  return Failure::Usage("The JSON cannot be read", why, "Save it again as JSON.");
}

}  // namespace

// Reads a text from its beginning to its end, with a list of the open lists and objects instead of calls in calls.
class JsonParser {
 public:
  explicit JsonParser(std::string_view text) { document_.text_ = text; }

  Result<JsonDocument> Parse() {
    do {
      if (!Value()) return Stopped();
    } while (!Follow() && !stopped_);
    if (stopped_) return Stopped();
    Space();
    if (at_ != text().size()) return Stopped();
    return std::move(document_);
  }

 private:
  using Node = JsonDocument::Node;

  std::string_view text() const { return document_.text_; }
  char Peek() const { return at_ < text().size() ? text()[at_] : '\0'; }
  void Space() { at_ = std::min(text().find_first_not_of(kBlanks, at_), text().size()); }
  bool InObject() const { return document_.nodes_[open_.back()].kind == static_cast<uint32_t>(JsonKind::kObject); }

  void Add(JsonKind kind, size_t begin, size_t end) {
    const auto next = static_cast<uint32_t>(document_.nodes_.size() + 1);
    Node node = {static_cast<uint32_t>(begin), static_cast<uint32_t>(end), 0, 0};
    node.next = next & 0x1FFFFFFFu;
    node.kind = static_cast<uint32_t>(kind) & 7u;
    document_.nodes_.push_back(node);
  }

  // A value, or the beginning of a list or an object with what is in it first.
  bool Value() {
    for (;;) {
      Space();
      const char letter = Peek();
      if (letter == '"') return String();
      if (letter != '[' && letter != '{') return Word() || Number();
      if (open_.size() == JsonDocument::kDeepest) {
        too_deep_ = true;
        return false;
      }
      open_.push_back(static_cast<uint32_t>(document_.nodes_.size()));
      Add(letter == '[' ? JsonKind::kArray : JsonKind::kObject, at_, at_ + 1);
      ++at_;
      Space();
      if (Peek() == (letter == '[' ? ']' : '}')) return Close();
      if (letter == '{' && !Name()) return false;
    }
  }

  bool Close() {
    document_.nodes_[open_.back()].next = static_cast<uint32_t>(document_.nodes_.size()) & 0x1FFFFFFFu;
    open_.pop_back();
    ++at_;
    return true;
  }

  // What stands behind a value: true at the end of the outermost one, false where another value follows or nothing may.
  bool Follow() {
    while (!open_.empty()) {
      Space();
      if (Peek() == (InObject() ? '}' : ']')) {
        Close();
        continue;
      }
      stopped_ = Peek() != ',';
      if (stopped_) return false;
      ++at_;
      if (InObject()) {
        Space();
        stopped_ = !Name();
      }
      return false;
    }
    return true;
  }

  bool Name() {
    if (Peek() != '"' || !String()) return false;
    Space();
    if (Peek() != ':') return false;
    ++at_;
    return true;
  }

  // On failure the place is that of what is wrong; of a text without an end it is its beginning.
  bool String() {
    const size_t quote = at_;
    ++at_;
    while (at_ < text().size() && Peek() != '"') {
      if (static_cast<unsigned char>(Peek()) < 0x20) return false;
      if (Peek() != '\\') {
        ++at_;
        continue;
      }
      if (at_ + 1 >= text().size()) break;
      const char kind = text()[at_ + 1];
      if (kind == 'u' && HexAt(text(), at_ + 2) < 0) return false;
      if (kind != 'u' && std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos) return false;
      at_ += kind == 'u' ? 6 : 2;
    }
    if (at_ >= text().size()) {
      at_ = quote;
      return false;
    }
    Add(JsonKind::kString, quote + 1, at_);
    ++at_;
    return true;
  }

  bool Word() {
    static constexpr std::pair<std::string_view, JsonKind> kWords[] = {
        {"null", JsonKind::kNull},      {"true", JsonKind::kTrue},           {"false", JsonKind::kFalse},
        {"NaN", JsonKind::kNotFinite}, {"Infinity", JsonKind::kNotFinite}, {"-Infinity", JsonKind::kNotFinite},
    };
    for (const auto& [word, kind] : kWords) {
      if (text().substr(at_, word.size()) != word) continue;
      Add(kind, at_, at_ + word.size());
      at_ += word.size();
      return true;
    }
    return false;
  }

  bool Number() {
    size_t end = at_ + (Peek() == '-' ? 1 : 0);
    const auto digits = [&] {
      const size_t start = end;
      while (end < text().size() && IsDigit(text()[end])) ++end;
      return end > start;
    };
    const bool zero = end < text().size() && text()[end] == '0';
    if (zero) ++end;
    if (!zero && !digits()) return false;
    size_t whole = end;
    // A point or an exponent without digits belongs to what follows the number.
    if (end < text().size() && text()[end] == '.') {
      ++end;
      whole = digits() ? end : whole;
      end = whole;
    }
    if (end < text().size() && (text()[end] == 'e' || text()[end] == 'E')) {
      ++end;
      if (end < text().size() && (text()[end] == '+' || text()[end] == '-')) ++end;
      whole = digits() ? end : whole;
    }
    Add(JsonKind::kNumber, at_, whole);
    at_ = whole;
    return true;
  }

  Failure Stopped() const {
    if (too_deep_) {
      return Failure::Usage("The lists are nested too deeply", "At most 8 dimensions are taken.", "Use fewer.");
    }
    const std::string_view before = text().substr(0, at_);
    const size_t line_start = before.rfind('\n') + 1;  // 0 on the first line
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const size_t column = CharacterCount(before.substr(line_start)) + 1;
    return UnreadableJson("It is not valid at line " + std::to_string(line) + ", column " + std::to_string(column) + ".");
  }

  JsonDocument document_;
  std::vector<uint32_t> open_;
  size_t at_ = 0;
  bool stopped_ = false;
  bool too_deep_ = false;
};

Result<JsonDocument> JsonDocument::Parse(std::string_view text) {
  if (text.size() > kMostBytes) {
    return Failure::Usage("The JSON file is too large", "At most " + std::to_string(kMostBytes >> 20) + " MB are read.",
                          "Save the numbers as .npy, or use several files.");
  }
  return JsonParser(text).Parse();
}

JsonKind JsonValue::kind() const { return static_cast<JsonKind>(document_->nodes_[node_].kind); }

std::string_view JsonValue::raw() const {
  const JsonDocument::Node& node = document_->nodes_[node_];
  return document_->text_.substr(node.begin, node.end - node.begin);
}

double JsonValue::number() const {
  if (kind() != JsonKind::kNumber) return std::numeric_limits<double>::quiet_NaN();
  return std::strtod(std::string(raw()).c_str(), nullptr);
}

std::string JsonValue::text() const {
  const std::string_view written = raw();
  std::string decoded;
  for (size_t at = 0; at < written.size();) {
    if (written[at] == '\\') {
      at = AppendEscaped(decoded, written, at);
      continue;
    }
    const size_t plain = std::min(written.find('\\', at), written.size());
    decoded += written.substr(at, plain - at);
    at = plain;
  }
  return decoded;
}

std::vector<JsonValue> JsonValue::items() const {
  std::vector<JsonValue> found;
  if (kind() != JsonKind::kArray && kind() != JsonKind::kObject) return found;
  const std::vector<JsonDocument::Node>& nodes = document_->nodes_;
  for (uint32_t node = node_ + 1; node < nodes[node_].next; node = nodes[node].next) found.push_back({document_, node});
  return found;
}

}  // namespace runner
