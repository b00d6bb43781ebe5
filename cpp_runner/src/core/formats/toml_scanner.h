// TomlScanner: the words of a TOML text: blanks, comments, keys, strings, numbers. toml.cc makes tables of them.
// Thread rule: one scanner belongs to one thread.
#ifndef RUNNER_SRC_CORE_FORMATS_TOML_SCANNER_H_
#define RUNNER_SRC_CORE_FORMATS_TOML_SCANNER_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "runner/core/base/result.h"
#include "runner/core/formats/toml.h"

namespace runner {

class TomlScanner {
 public:
  // A byte order mark at the beginning is passed over.
  explicit TomlScanner(std::string_view text) : text_(text), at_(text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0) {}

  int line() const { return line_; }
  bool AtEnd() const { return at_ >= text_.size(); }
  char Peek() const { return AtEnd() ? '\0' : text_[at_]; }
  bool Accept(char letter);
  bool AcceptLineEnd();
  void SkipBlanks();
  Result<Done> SkipBlanksAndLines();
  // Only blanks and a comment up to the end of the line.
  Result<Done> EndLine();

  Result<std::string> ParseKey();
  // At a quotation mark.
  Result<TomlValue> ParseString();
  // A number or a boolean.
  Result<TomlValue> ParseWord();

  // A failure on the line that is being read.
  Failure Wrong(const std::string& why) const;

 private:
  Result<Done> SkipComment();
  Result<std::string> ParseBasicString();
  Result<std::string> ParseLiteralString();
  Result<Done> ParseEscape(std::string& out);
  Result<Done> AppendLetter(std::string& out);

  std::string_view text_;
  size_t at_;
  int line_ = 1;
};

}  // namespace runner

#endif  // RUNNER_SRC_CORE_FORMATS_TOML_SCANNER_H_
