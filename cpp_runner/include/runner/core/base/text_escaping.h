// Escapes control characters, marks of direction and characters without width in texts that are shown: the first steer a
// terminal, the second turn a line round, the third hide in a name. Bytes that are not UTF-8 are written as escapes too.
// The builder and the demo page have the same list (builder/core/visible.py,
// resources/demo/scripts/interface/visible_text.js).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_BASE_TEXT_ESCAPING_H_
#define RUNNER_CORE_BASE_TEXT_ESCAPING_H_

#include <string>
#include <string_view>

namespace runner {

// One line for people: such a character as \u202e or \U000e0041, a byte that is not UTF-8 as \xff.
std::string Printable(std::string_view text);
// The same of a text whose lines stay lines.
std::string PrintableLines(std::string_view text);

// Appends the inside of a JSON string in UTF-8: such a character as JSON's own escape, a byte that is not UTF-8 as the four
// characters that Printable writes.
void AppendJsonString(std::string& json, std::string_view text);
// Appends text that is JSON already, whose such characters become escapes too; line breaks become spaces, which mean the
// same between its tokens.
void AppendJson(std::string& json, std::string_view text);

}  // namespace runner

#endif  // RUNNER_CORE_BASE_TEXT_ESCAPING_H_
