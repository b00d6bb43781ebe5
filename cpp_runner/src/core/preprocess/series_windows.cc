#include "core/preprocess/series_windows.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "core/base/tensor_elements.h"

namespace runner {
namespace {

constexpr size_t kMostNumbers = size_t{16} << 20;  // of all windows, where that is more than what the rows have

InputSample Window(const std::vector<TableRow>& rows, size_t start, size_t steps, size_t width) {
  InputSample sample;
  sample.row = rows[start].number;
  sample.last_row = rows[start + steps - 1].number;
  std::vector<double> values;
  for (size_t i = start; i < start + steps; ++i) {
    if (!rows[i].values.ok()) {
      sample.failure = rows[i].values.failure();
      return sample;
    }
    const std::vector<double>& row = rows[i].values.value();
    values.insert(values.end(), row.begin(), row.end());
  }
  RawInput raw;
  raw.form = RawInputForm::kNumbers;
  const Shape shape = {1, static_cast<int64_t>(steps), static_cast<int64_t>(width)};
  raw.tensor = MakeTensor<double>(ElementType::kFloat64, shape, values.size(), [&](size_t i) { return values[i]; });
  sample.raw_inputs.push_back(std::move(raw));
  return sample;
}

}  // namespace

Result<std::vector<InputSample>> SeriesSamples(const ContractInput& input, const std::vector<TableRow>& rows) {
  const size_t width = StepSize(input);
  const size_t steps = input.shape[1] > 0 ? static_cast<size_t>(input.shape[1]) : rows.size();
  if (rows.size() < steps) {
    return Failure::Usage("The series is too short", "It has " + std::to_string(rows.size()) + " rows, and the model takes " +
                              std::to_string(steps) + " at a time.",
                          "Give a table of at least " + std::to_string(steps) + " rows.");
  }
  const size_t hop = input.hop_rows > 0 ? static_cast<size_t>(input.hop_rows) : steps;
  const size_t count = (rows.size() - steps) / hop + 1;
  if (count > std::max(kMostNumbers, rows.size() * width) / steps / width) {
    return Failure::Usage("The series is too long", "Its " + std::to_string(count) + " windows of " + std::to_string(steps) +
                              " rows have more than 16 million numbers.",
                          "Split the table into smaller files.");
  }
  std::vector<InputSample> samples;
  for (size_t i = 0; i < count; ++i) samples.push_back(Window(rows, i * hop, steps, width));
  const size_t last = rows.size() - steps;
  if ((count - 1) * hop < last && hop <= steps) samples.push_back(Window(rows, last, steps, width));
  return samples;
}

}  // namespace runner
