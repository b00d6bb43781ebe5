// Reads .csv tables: rows of numbers, one sample each.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_FORMATS_CSV_TABLE_H_
#define RUNNER_SRC_CORE_FORMATS_CSV_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"

namespace runner {

struct TableRow {
  int64_t number = 0;  // from 1, the header not counted
  Result<std::vector<double>> values;
};

// Whether the bytes may be text at all.
bool IsText(std::string_view bytes);

// Fields by commas, semicolons or tabs, in quotes where they hold such (RFC 4180). A first row that is not all numbers is the
// header: then the columns are found by `columns`, in any order. Without one, or where the contract names none, there are
// `count` fields by position, 0 = as many as the first row has. Behind semicolons and tabs a comma may stand for the point. Empty lines do not count.
Result<std::vector<TableRow>> ReadTable(std::string_view bytes, const std::vector<std::string>& columns, size_t count,
                                        const std::string& name);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_FORMATS_CSV_TABLE_H_
