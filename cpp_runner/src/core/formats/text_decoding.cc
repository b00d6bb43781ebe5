#include "core/formats/text_decoding.h"

#include <algorithm>
#include <cstdint>

#include "core/base/utf8.h"

namespace runner {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr uint32_t kNoCharacter = 0xFFFD;
constexpr size_t kLongest = 4;  // bytes of a character

// Code page 1252 from 0x80 to 0x9F; the others are Latin-1's.
constexpr uint16_t kWestern[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

// Bytes at the front that are UTF-8.
size_t ValidLength(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    const size_t length = Utf8Length(text.substr(at));
    if (length == 0) break;
    at += length;
  }
  return at;
}

std::string FromUtf8(std::string_view text) {
  std::string decoded;
  for (;;) {
    const size_t valid = ValidLength(text);
    decoded += text.substr(0, valid);
    text.remove_prefix(valid);
    if (text.empty()) return decoded;
    AppendUtf8(decoded, kNoCharacter);
    text.remove_prefix(utf8_detail::AgreeingBytes(text, utf8_detail::LeadOf(static_cast<unsigned char>(text.front()))));
  }
}

std::string FromUtf16(std::string_view bytes, bool big_endian) {
  std::string decoded;
  const auto unit = [&](size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<uint32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  size_t at = 0;
  for (; at + 1 < bytes.size(); at += 2) {
    uint32_t code = unit(at);
    const bool high = code >= 0xD800 && code < 0xDC00;
    const uint32_t low = high && at + 3 < bytes.size() ? unit(at + 2) : 0;
    if (low >= 0xDC00 && low < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      at += 2;
    }
    AppendUtf8(decoded, code >= 0xD800 && code < 0xE000 ? kNoCharacter : code);
  }
  if (at < bytes.size()) AppendUtf8(decoded, kNoCharacter);
  return decoded;
}

std::string FromWestern(std::string_view bytes) {
  std::string decoded;
  for (const char letter : bytes) {
    const auto byte = static_cast<unsigned char>(letter);
    AppendUtf8(decoded, byte >= 0x80 && byte < 0xA0 ? kWestern[byte - 0x80] : byte);
  }
  return decoded;
}

bool IsSpace(uint32_t code) {
  return (code >= 0x09 && code <= 0x0D) || (code >= 0x1C && code <= 0x20) || code == 0x85 || code == 0xA0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

// Where the last character of a text that is not empty begins.
size_t LastCharacter(std::string_view text) {
  size_t at = text.size() - 1;
  while (at > 0 && text.size() - at < kLongest && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

}  // namespace

std::string DecodeText(std::string_view bytes, bool cut) {
  if (bytes.substr(0, kUtf8Mark.size()) == kUtf8Mark) return FromUtf8(bytes.substr(kUtf8Mark.size()));
  if (bytes.substr(0, 2) == "\xFF\xFE") return FromUtf16(bytes.substr(2), false);
  if (bytes.substr(0, 2) == "\xFE\xFF") return FromUtf16(bytes.substr(2), true);
  const size_t valid = ValidLength(bytes);
  if (valid == bytes.size()) return std::string(bytes);
  const bool only_cut = cut && bytes.size() - valid < kLongest;
  return only_cut ? FromUtf8(bytes) : FromWestern(bytes);
}

std::string_view TrimmedText(std::string_view text) {
  while (!text.empty()) {
    const size_t length = Utf8Length(text);
    if (length == 0 || !IsSpace(CodePointOf(text.substr(0, length)))) break;
    text.remove_prefix(length);
  }
  while (!text.empty()) {
    const size_t at = LastCharacter(text);
    const std::string_view last = text.substr(at);
    if (Utf8Length(last) != last.size() || !IsSpace(CodePointOf(last))) break;
    text.remove_suffix(text.size() - at);
  }
  return text;
}

}  // namespace runner
