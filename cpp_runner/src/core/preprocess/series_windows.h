// The windows of a series: as many rows of a table as the model takes steps.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_PREPROCESS_SERIES_WINDOWS_H_
#define RUNNER_SRC_CORE_PREPROCESS_SERIES_WINDOWS_H_

#include <vector>

#include "core/formats/csv_table.h"
#include "runner/core/base/result.h"
#include "runner/core/contract/contract.h"
#include "runner/core/preprocess/sample_parser.h"

namespace runner {

// A sample for each window of an input's series (StepSize), the contract's hop_rows between their starts. Rows that are left
// behind the last one are answered with those before them, unless rows are left out between windows too. Where the number of
// steps is open, all rows are one. A row's failure is that of its windows.
Result<std::vector<InputSample>> SeriesSamples(const ContractInput& input, const std::vector<TableRow>& rows);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_PREPROCESS_SERIES_WINDOWS_H_
