// CsvScanner: the rows of a .csv text, cell by cell, as Python's csv module reads them when it is strict.
// Thread rule: one scanner belongs to one thread at a time; its text must outlive it.
#ifndef RUNNER_SRC_CORE_FORMATS_CSV_SCANNER_H_
#define RUNNER_SRC_CORE_FORMATS_CSV_SCANNER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"

namespace runner {

class CsvScanner {
 public:
  // What parts the cells is seen in the first line that is not empty: a semicolon, else a tab, else a comma.
  explicit CsvScanner(std::string_view text);

  char separator() const { return separator_; }
  // The cells of the next row that says anything, as they are written; none at the end of the text.
  Result<std::vector<std::string>> Next();

 private:
  Result<std::string> Quoted();
  Result<std::string> Cell();
  bool AtEnd() const { return at_ >= text_.size(); }
  bool AtLineEnd() const { return AtEnd() || text_[at_] == '\n' || text_[at_] == '\r'; }

  std::string_view text_;
  char separator_;
  size_t at_ = 0;
};

}  // namespace runner

#endif  // RUNNER_SRC_CORE_FORMATS_CSV_SCANNER_H_
