#include "runner/core/contract/model_card.h"

#include <cstdint>

#include "core/base/utf8.h"

namespace runner {
namespace {

constexpr int kDeepest = 64;

// Checks JSON (RFC 8259) while it copies it without the space between its parts.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  // One object and nothing behind it.
  bool Whole() {
    Space();
    if (!Object(1)) return false;
    Space();
    return at_ == text_.size();
  }

  ModelCard card;

 private:
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void Keep() { card.json += text_[at_++]; }
  void Space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool Take(char wanted) {
    if (Peek() != wanted) return false;
    Keep();
    return true;
  }

  bool Value(int depth) {
    switch (Peek()) {
      case '{': return depth < kDeepest && Object(depth + 1);
      case '[': return depth < kDeepest && Array(depth + 1);
      case '"': return Text();
      case 't': return Word("true");
      case 'f': return Word("false");
      case 'n': return Word("null");
      default: return Number();
    }
  }

  bool Object(int depth) {
    if (!Take('{')) return false;
    Space();
    if (Take('}')) return true;
    do {
      Space();
      std::string key;
      if (!String(&key)) return false;
      Space();
      if (!Take(':')) return false;
      Space();
      const size_t outside = path_.size();
      path_ += (outside == 0 ? "" : ".") + key;
      std::string* member = depth > 1 ? nullptr : key == "name" ? &card.name : key == "version" ? &card.version : nullptr;
      const bool read = member != nullptr && Peek() == '"' ? String(member) : Value(depth);
      if (!read) return false;
      path_.resize(outside);
      Space();
    } while (Take(','));
    return Take('}');
  }

  bool Array(int depth) {
    if (!Take('[')) return false;
    Space();
    if (Take(']')) return true;
    do {
      Space();
      if (!Value(depth)) return false;
      Space();
    } while (Take(','));
    return Take(']');
  }

  // Notes what stands at this path; the parts of a list follow each other.
  void Note(const std::string& value) {
    const bool goes_on = !card.facts.empty() && card.facts.back().first == path_;
    if (!goes_on) card.facts.push_back({path_, value});
    if (goes_on) card.facts.back().second += ", " + value;
  }

  bool Text() {
    std::string value;
    if (!String(&value)) return false;
    Note(value);
    return true;
  }

  bool Word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    card.json += word;
    at_ += word.size();
    if (word != "null") Note(std::string(word));
    return true;
  }

  bool Digits() {
    const size_t start = at_;
    while (Peek() >= '0' && Peek() <= '9') Keep();
    return at_ > start;
  }

  bool Number() {
    const size_t start = at_;
    if (!Digital()) return false;
    Note(std::string(text_.substr(start, at_ - start)));
    return true;
  }

  bool Digital() {
    Take('-');
    const bool zero = Peek() == '0';
    if (zero ? !Take('0') : !Digits()) return false;
    if (Take('.') && !Digits()) return false;
    if (Peek() != 'e' && Peek() != 'E') return true;
    Keep();
    if (!Take('+')) Take('-');
    return Digits();
  }

  // Decodes into `value` where it is not null.
  bool String(std::string* value) {
    if (!Take('"')) return false;
    if (value != nullptr) value->clear();
    while (at_ < text_.size() && Peek() != '"') {
      if (static_cast<unsigned char>(Peek()) < 0x20) return false;
      if (Peek() == '\\') {
        if (!Escape(value)) return false;
        continue;
      }
      if (value != nullptr) *value += Peek();
      Keep();
    }
    return Take('"');
  }

  bool Escape(std::string* value) {
    Keep();
    const char kind = Peek();
    const size_t known = std::string_view("\"\\/bfnrt").find(kind);
    if (at_ < text_.size() && known != std::string_view::npos) {
      if (value != nullptr) *value += "\"\\/\b\f\n\r\t"[known];
      Keep();
      return true;
    }
    if (kind != 'u') return false;
    Keep();
    uint32_t code = 0;
    if (!Hex(&code)) return false;
    if (code >= 0xd800 && code < 0xdc00 && text_.substr(at_, 2) == "\\u") {
      uint32_t low = 0;
      Keep();
      Keep();
      if (!Hex(&low)) return false;
      code = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
    }
    if (value != nullptr) AppendUtf8(*value, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
    return true;
  }

  bool Hex(uint32_t* code) {
    for (int i = 0; i < 4; ++i) {
      const size_t digit = std::string_view("0123456789abcdef0123456789ABCDEF").find(Peek());
      if (at_ >= text_.size() || digit == std::string_view::npos) return false;
      *code = *code * 16 + static_cast<uint32_t>(digit % 16);
      Keep();
    }
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string path_;
};

}  // namespace

std::string ModelCard::Fact(std::string_view path) const {
  for (const auto& [key, value] : facts) {
    if (key == path) return value;
  }
  return "";
}

Result<ModelCard> ParseModelCard(std::string_view text, const std::string& path) {
  Scanner scanner(text);
  if (!scanner.Whole()) {
    return Failure::CannotRun("The model card cannot be read: " + path, "It is not one JSON object; it is damaged or cut off.",
                              "Unpack the program again.");
  }
  return std::move(scanner.card);
}

}  // namespace runner
