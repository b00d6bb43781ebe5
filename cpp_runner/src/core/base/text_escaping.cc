#include "runner/core/base/text_escaping.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "core/base/utf8.h"

namespace runner {
namespace {

struct HiddenRange {
  uint32_t first;
  uint32_t last;
};

constexpr HiddenRange kHidden[] = {
    {0x0000, 0x001F}, {0x007F, 0x009F}, {0x00AD, 0x00AD}, {0x061C, 0x061C}, {0x180E, 0x180E},   {0x200B, 0x200F},
    {0x2028, 0x202E}, {0x2060, 0x206F}, {0xD800, 0xDFFF}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
};

bool IsHidden(uint32_t code) {
  return std::any_of(std::begin(kHidden), std::end(kHidden),
                     [code](const HiddenRange& range) { return range.first <= code && code <= range.last; });
}

void AppendHex(std::string& text, const char* start, uint32_t value, int digits) {
  static constexpr char kDigits[] = "0123456789abcdef";
  text += start;
  for (int digit = digits - 1; digit >= 0; --digit) text += kDigits[value >> (4 * digit) & 15];
}

void AppendEscape(std::string& text, uint32_t code) {
  if (code < 0x10000) return AppendHex(text, "\\u", code, 4);
  AppendHex(text, "\\U", code, 8);
}

// As JSON writes it, which knows UTF-16 only.
void AppendJsonEscape(std::string& json, uint32_t code) {
  switch (code) {
    case '\b': json += "\\b"; return;
    case '\f': json += "\\f"; return;
    case '\n': json += "\\n"; return;
    case '\r': json += "\\r"; return;
    case '\t': json += "\\t"; return;
    default: break;
  }
  if (code < 0x10000) return AppendHex(json, "\\u", code, 4);
  AppendHex(json, "\\u", 0xD800 + ((code - 0x10000) >> 10), 4);
  AppendHex(json, "\\u", 0xDC00 + ((code - 0x10000) & 0x3FF), 4);
}

// The number of letters at the front that need no look at all.
size_t PlainLength(std::string_view text, bool in_json) {
  const auto plain = [in_json](char letter) { return letter >= ' ' && letter < 0x7F && !(in_json && (letter == '"' || letter == '\\')); };
  return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), plain) - text.begin());
}

// Copies a text; `hidden` and `broken` append what stands for a hidden character and for a byte that is none.
template <typename Hidden, typename Broken>
void CopyVisible(std::string& to, std::string_view text, bool in_json, Hidden hidden, Broken broken) {
  while (!text.empty()) {
    const size_t plain = PlainLength(text, in_json);
    to += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) return;
    const size_t length = Utf8Length(text);
    const uint32_t code = length == 0 ? 0 : CodePointOf(text.substr(0, length));
    if (length == 0) {
      broken(static_cast<unsigned char>(text.front()));
    } else if (IsHidden(code)) {
      hidden(code);
    } else {
      if (code < 0x7F) to += '\\';  // a quote or a backslash inside JSON
      to += text.substr(0, length);
    }
    text.remove_prefix(std::max<size_t>(length, 1));
  }
}

std::string VisibleText(std::string_view text, bool lines) {
  std::string shown;
  CopyVisible(
      shown, text, false,
      [&](uint32_t code) {
        if (lines && code == '\n') {
          shown += '\n';
        } else {
          AppendEscape(shown, code);
        }
      },
      [&](unsigned char byte) { AppendHex(shown, "\\x", byte, 2); });
  return shown;
}

}  // namespace

std::string Printable(std::string_view text) { return VisibleText(text, false); }

std::string PrintableLines(std::string_view text) { return VisibleText(text, true); }

void AppendJsonString(std::string& json, std::string_view text) {
  CopyVisible(
      json, text, true, [&](uint32_t code) { AppendJsonEscape(json, code); },
      [&](unsigned char byte) { AppendHex(json, "\\\\x", byte, 2); });
}

void AppendJson(std::string& json, std::string_view text) {
  CopyVisible(
      json, text, false,
      [&](uint32_t code) {
        if (code < 0x20) {
          json += ' ';
        } else {
          AppendJsonEscape(json, code);
        }
      },
      [&](unsigned char byte) { AppendHex(json, "\\\\x", byte, 2); });
}

}  // namespace runner
