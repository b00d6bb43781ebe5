// UTF-8: the characters that bytes hold (Unicode, table 3-7), and writing a code point.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_BASE_UTF8_H_
#define RUNNER_SRC_CORE_BASE_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace runner {
namespace utf8_detail {

struct Lead {
  size_t length;  // of the whole character; 0 where no character begins so
  unsigned char low;
  unsigned char high;  // the second byte's range
};

inline Lead LeadOf(unsigned char byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};  // no surrogates
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

// How many bytes at the front agree with the character that the first one begins (at least 1).
inline size_t AgreeingBytes(std::string_view text, const Lead& lead) {
  size_t count = 1;
  while (count < lead.length && count < text.size()) {
    const unsigned char byte = static_cast<unsigned char>(text[count]);
    const unsigned char low = count == 1 ? lead.low : 0x80;
    const unsigned char high = count == 1 ? lead.high : 0xBF;
    if (byte < low || byte > high) break;
    ++count;
  }
  return count;
}

}  // namespace utf8_detail

// Bytes of the character at the front of a text that is not empty; 0 when it is not valid.
inline size_t Utf8Length(std::string_view text) {
  const utf8_detail::Lead lead = utf8_detail::LeadOf(static_cast<unsigned char>(text.front()));
  return lead.length != 0 && utf8_detail::AgreeingBytes(text, lead) == lead.length ? lead.length : 0;
}

// Characters of a text; every byte that is none counts as one.
inline size_t CharacterCount(std::string_view text) {
  size_t count = 0;
  for (; !text.empty(); ++count) {
    const size_t length = Utf8Length(text);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return count;
}

// The first `count` characters of a text, or all of it.
inline std::string_view FirstCharacters(std::string_view text, size_t count) {
  std::string_view rest = text;
  for (; count > 0 && !rest.empty(); --count) {
    const size_t length = Utf8Length(rest);
    rest.remove_prefix(length == 0 ? 1 : length);
  }
  return text.substr(0, text.size() - rest.size());
}

// The code point of one valid character.
inline uint32_t CodePointOf(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character.front());
  uint32_t code = character.size() == 1 ? lead : lead & (0xFFu >> (character.size() + 1));
  for (const char next : character.substr(1)) code = code << 6 | (static_cast<unsigned char>(next) & 0x3Fu);
  return code;
}

// Appends a code point that is not a surrogate and at most U+10FFFF.
inline void AppendUtf8(std::string& text, uint32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6));
  } else {
    if (code < 0x10000) {
      text += static_cast<char>(0xE0 | (code >> 12));
    } else {
      text += static_cast<char>(0xF0 | (code >> 18));
      text += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    }
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
  }
  text += static_cast<char>(0x80 | (code & 0x3F));
}

}  // namespace runner

#endif  // RUNNER_SRC_CORE_BASE_UTF8_H_
