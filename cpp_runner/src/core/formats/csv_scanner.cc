#include "core/formats/csv_scanner.h"

#include <algorithm>
#include <utility>

#include "core/formats/text_decoding.h"

namespace runner {
namespace {

constexpr size_t kMostCells = 1'000'000;        // of one row: each is a text of its own
constexpr size_t kMostOfRow = size_t{1} << 23;  // bytes

char SeparatorOf(std::string_view text) {
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (TrimmedText(line).empty()) continue;
    bool tabs = false;
    for (size_t at = 0; at < line.size(); ++at) {
      const size_t closing = line[at] == '"' ? line.find('"', at + 1) : std::string_view::npos;
      if (closing != std::string_view::npos) at = closing;  // a quote that nothing closes parts nothing off
      if (line[at] == ';') return ';';  // commas beside it are decimal ones
      tabs = tabs || line[at] == '\t';
    }
    return tabs ? '\t' : ',';
  }
  return ',';
}

Failure DamagedTable(const std::string& why) {
  return Failure::Usage("The table cannot be read", "Its quotes or lines are damaged (" + why + ").", "Save it again as CSV.");
}

Failure RowTooLong() {
  return Failure::Usage("A row of the table is too long", "It has over 8,388,608 characters or a million cells.",
                        "Save the table again as CSV with a line for each row, or the numbers as .npy.");
}

}  // namespace

CsvScanner::CsvScanner(std::string_view text) : text_(text), separator_(SeparatorOf(text)) {}

// The inside of a cell in quotes, behind its first one.
Result<std::string> CsvScanner::Quoted() {
  std::string cell;
  for (;;) {
    const size_t quote = text_.find('"', at_);
    if (quote == std::string_view::npos) {
      at_ = text_.size();
      return DamagedTable("unexpected end of data");
    }
    cell += text_.substr(at_, quote - at_);
    at_ = quote + 1;
    if (AtLineEnd() || text_[at_] == separator_) return cell;
    if (text_[at_] != '"') return DamagedTable(std::string("'") + separator_ + "' expected after '\"'");
    cell += '"';
    ++at_;
  }
}

Result<std::string> CsvScanner::Cell() {
  while (!AtEnd() && text_[at_] == ' ' && separator_ != ' ') ++at_;
  if (!AtEnd() && text_[at_] == '"') {
    ++at_;
    return Quoted();
  }
  const size_t start = at_;
  while (!AtLineEnd() && text_[at_] != separator_) ++at_;
  return std::string(text_.substr(start, at_ - start));
}

Result<std::vector<std::string>> CsvScanner::Next() {
  while (!AtEnd()) {
    std::vector<std::string> cells;
    bool says = false;
    const size_t start = at_;
    for (;;) {
      RUNNER_ASSIGN(std::string cell, Cell());
      says = says || !TrimmedText(cell).empty();
      cells.push_back(std::move(cell));
      if (at_ - start > kMostOfRow || cells.size() > kMostCells) return RowTooLong();
      if (AtLineEnd()) break;
      ++at_;
    }
    if (!AtEnd()) at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1;
    if (says) return cells;
  }
  return std::vector<std::string>();
}

}  // namespace runner
