#include "core/formats/toml_scanner.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>
#include <utility>

#include "core/base/utf8.h"

namespace runner {
namespace {

bool IsBareKeyLetter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         letter == '_' || letter == '-';
}

bool IsDigit(char letter) { return letter >= '0' && letter <= '9'; }

int HexDigit(char letter) {
  if (IsDigit(letter)) return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

bool IsForbiddenControl(char letter) {
  const unsigned char code = static_cast<unsigned char>(letter);
  return (code < 0x20 && letter != '\t') || code == 0x7F;
}

// The digits of a TOML number without their underscores; nothing where the underscores or leading zeros are wrong.
std::optional<std::string> PlainNumber(std::string_view word) {
  std::string plain;
  size_t first = 0;
  if (!word.empty() && (word[0] == '+' || word[0] == '-')) {
    if (word[0] == '-') plain = "-";
    first = 1;
  }
  if (first >= word.size() || !IsDigit(word[first])) return std::nullopt;
  if (word[first] == '0' && first + 1 < word.size() && (IsDigit(word[first + 1]) || word[first + 1] == '_')) {
    return std::nullopt;
  }
  for (size_t i = first; i < word.size(); ++i) {
    const bool digit_before = i > first && IsDigit(word[i - 1]);
    const bool digit_after = i + 1 < word.size() && IsDigit(word[i + 1]);
    if ((word[i] == '_' || word[i] == '.') && !(digit_before && digit_after)) return std::nullopt;
    if (word[i] == '+' && word[i - 1] != 'e' && word[i - 1] != 'E') return std::nullopt;
    // from_chars reads no plus sign, and an exponent without a sign means the same.
    if (word[i] != '_' && word[i] != '+') plain += word[i];
  }
  return plain;
}

std::optional<double> FloatWord(std::string_view word) {
  if (word == "inf" || word == "+inf") return std::numeric_limits<double>::infinity();
  if (word == "-inf") return -std::numeric_limits<double>::infinity();
  if (word == "nan" || word == "+nan" || word == "-nan") return std::numeric_limits<double>::quiet_NaN();
  const std::optional<std::string> plain = PlainNumber(word);
  if (!plain || plain->find_first_not_of("0123456789.eE-") != std::string::npos) return std::nullopt;
  // The program never leaves the "C" locale, so the decimal point is a point.
  char* end = nullptr;
  const double number = std::strtod(plain->c_str(), &end);
  if (end != plain->c_str() + plain->size() || std::isinf(number)) return std::nullopt;
  return number;
}

}  // namespace

Failure TomlScanner::Wrong(const std::string& why) const {
  return Failure::Usage("The TOML text cannot be read", "Line " + std::to_string(line_) + ": " + why,
                        "Correct that line, or export again to get a new file.");
}

bool TomlScanner::Accept(char letter) {
  if (AtEnd() || text_[at_] != letter) return false;
  ++at_;
  return true;
}

bool TomlScanner::AcceptLineEnd() {
  if (text_.substr(at_, 2) == "\r\n") {
    at_ += 2;
  } else if (!Accept('\n')) {
    return false;
  }
  ++line_;
  return true;
}

void TomlScanner::SkipBlanks() {
  while (Peek() == ' ' || Peek() == '\t') ++at_;
}

Result<Done> TomlScanner::SkipComment() {
  if (!Accept('#')) return Done{};
  while (!AtEnd() && Peek() != '\n' && text_.substr(at_, 2) != "\r\n") {
    if (IsForbiddenControl(Peek())) return Wrong("a comment holds a control character.");
    ++at_;
  }
  return Done{};
}

Result<Done> TomlScanner::SkipBlanksAndLines() {
  do {
    SkipBlanks();
    RUNNER_TRY(SkipComment());
  } while (AcceptLineEnd());
  return Done{};
}

Result<Done> TomlScanner::EndLine() {
  SkipBlanks();
  RUNNER_TRY(SkipComment());
  if (!AtEnd() && !AcceptLineEnd()) return Wrong("something follows where the line should end.");
  return Done{};
}

Result<std::string> TomlScanner::ParseKey() {
  if (Peek() == '"') return ParseBasicString();
  if (Peek() == '\'') return ParseLiteralString();
  const size_t begin = at_;
  while (!AtEnd() && IsBareKeyLetter(Peek())) ++at_;
  if (at_ == begin) return Wrong("a key is missing.");
  return std::string(text_.substr(begin, at_ - begin));
}

// One character of a string, as it is.
Result<Done> TomlScanner::AppendLetter(std::string& out) {
  if (AtEnd() || Peek() == '\n' || Peek() == '\r') return Wrong("a string is not closed before the line ends.");
  if (IsForbiddenControl(Peek())) return Wrong("a string holds a control character.");
  const size_t length = Utf8Length(text_.substr(at_));
  if (length == 0) return Wrong("a string is not valid UTF-8.");
  out += text_.substr(at_, length);
  at_ += length;
  return Done{};
}

Result<std::string> TomlScanner::ParseBasicString() {
  if (text_.substr(at_, 3) == "\"\"\"") return Wrong("strings of several lines are not supported here.");
  Accept('"');
  std::string out;
  while (!Accept('"')) {
    if (Accept('\\')) {
      RUNNER_TRY(ParseEscape(out));
    } else {
      RUNNER_TRY(AppendLetter(out));
    }
  }
  return out;
}

Result<Done> TomlScanner::ParseEscape(std::string& out) {
  if (AtEnd()) return Wrong("a string is not closed.");
  const char letter = text_[at_++];
  static constexpr std::string_view kNames = "btnfr\"\\";
  static constexpr std::string_view kValues = "\b\t\n\f\r\"\\";
  const size_t simple = kNames.find(letter);
  if (simple != std::string_view::npos) {
    out += kValues[simple];
    return Done{};
  }
  if (letter != 'u' && letter != 'U') return Wrong("a backslash is followed by something unknown.");
  uint32_t code = 0;
  for (int left = letter == 'u' ? 4 : 8; left > 0; --left) {
    const int digit = HexDigit(Peek());
    if (digit < 0) return Wrong("a \\u or \\U escape is not complete.");
    code = (code << 4) | static_cast<uint32_t>(digit);
    ++at_;
  }
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return Wrong("an escape names no character.");
  AppendUtf8(out, code);
  return Done{};
}

Result<std::string> TomlScanner::ParseLiteralString() {
  if (text_.substr(at_, 3) == "'''") return Wrong("strings of several lines are not supported here.");
  Accept('\'');
  std::string out;
  while (!Accept('\'')) RUNNER_TRY(AppendLetter(out));
  return out;
}

Result<TomlValue> TomlScanner::ParseString() {
  TomlValue value;
  value.line = line_;
  RUNNER_ASSIGN(std::string text, Peek() == '"' ? ParseBasicString() : ParseLiteralString());
  value.data = std::move(text);
  return value;
}

Result<TomlValue> TomlScanner::ParseWord() {
  TomlValue value;
  value.line = line_;
  const size_t begin = at_;
  while (!AtEnd() && (IsBareKeyLetter(Peek()) || Peek() == '+' || Peek() == '.' || Peek() == ':')) ++at_;
  const std::string_view word = text_.substr(begin, at_ - begin);
  if (word == "true" || word == "false") {
    value.data = word == "true";
    return value;
  }
  if (word.find_first_of(".eEn") == std::string_view::npos) {
    const std::optional<std::string> plain = PlainNumber(word);
    int64_t number = 0;
    if (plain) {
      const char* end = plain->data() + plain->size();
      const std::from_chars_result read = std::from_chars(plain->data(), end, number);
      if (read.ec == std::errc::result_out_of_range) return Wrong("a number is out of the range of 64 bits.");
      if (read.ec == std::errc() && read.ptr == end) {
        value.data = number;
        return value;
      }
    }
  } else if (const std::optional<double> number = FloatWord(word)) {
    value.data = *number;
    return value;
  }
  return Wrong("a value is not a string in quotes, a decimal number, true, false, an array or a table.");
}

}  // namespace runner
