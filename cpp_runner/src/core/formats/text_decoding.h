// Text files to UTF-8: they are written in UTF-8, in UTF-16 behind its mark, or in Windows' code page 1252.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_FORMATS_TEXT_DECODING_H_
#define RUNNER_SRC_CORE_FORMATS_TEXT_DECODING_H_

#include <string>
#include <string_view>

namespace runner {

// The text without its mark. What is no character becomes U+FFFD. Without a mark it is UTF-8 where all of it can be, else
// code page 1252; `cut` says that the last character may be cut off.
std::string DecodeText(std::string_view bytes, bool cut = false);

// Without the white space at both ends, of Unicode's kinds too.
std::string_view TrimmedText(std::string_view text);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_FORMATS_TEXT_DECODING_H_
