// A row of numbers as what is given to an input.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_PREPROCESS_ROW_INPUT_H_
#define RUNNER_SRC_CORE_PREPROCESS_ROW_INPUT_H_

#include <cstdint>
#include <vector>

#include "core/base/tensor_elements.h"
#include "runner/core/contract/contract.h"
#include "runner/core/preprocess/raw_input.h"

namespace runner {

// In the input's shape where the numbers fill it, so that [1, 2, 2] is 4 columns.
inline RawInput RawInputFromRow(const ContractInput& input, const std::vector<double>& values) {
  RawInput raw;
  raw.form = RawInputForm::kNumbers;
  const auto count = static_cast<int64_t>(values.size());
  const Shape shape = ElementCount(input.shape) == count ? input.shape : Shape{count};
  raw.tensor = MakeTensor<double>(ElementType::kFloat64, shape, values.size(), [&](size_t i) { return values[i]; });
  return raw;
}

}  // namespace runner

#endif  // RUNNER_SRC_CORE_PREPROCESS_ROW_INPUT_H_
