// Reads .csv tables: rows of numbers, one sample each.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_FORMATS_CSV_TABLE_H_
#define RUNNER_SRC_CORE_FORMATS_CSV_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"

namespace runner {

struct TableRow {
  int64_t number = 0;  // from 1, the header not counted
  Result<std::vector<double>> values;
};

struct Table {
  std::vector<TableRow> rows;
  bool steps = false;               // a row has the numbers of a step, not those of a sample
  std::string left_out;             // why a first column was left out, in words; "" where none was
  std::vector<std::string> header;  // a first row that was taken for names, where none of them was looked for
  std::optional<Failure> damage;    // why nothing is read behind the last row
};

// Cells between commas, semicolons or tabs, in quotes where they hold such (RFC 4180); behind semicolons and tabs a comma
// may stand for the decimal point. Empty lines and lines of empty cells are no rows. The first row is the header when none
// of its cells is a number, or when it names all of `columns`; then the columns are found by name, in any order. Without a
// header, or where `columns` is empty, a row has `count` numbers by position (0: as many as it has), and empty cells behind
// them do not count. Where `step` is not 0, it may also have so many: the first row decides. One more cell at its beginning is
// left out where that is no number, or has an empty name. `text` is UTF-8.
Result<Table> ReadTable(std::string_view text, const std::vector<std::string>& columns, size_t count, size_t step = 0);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_FORMATS_CSV_TABLE_H_
