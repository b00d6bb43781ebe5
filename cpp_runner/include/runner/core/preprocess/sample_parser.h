// Parses a file into samples: for each input of the model what is given to it, before preprocessing.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_PREPROCESS_SAMPLE_PARSER_H_
#define RUNNER_CORE_PREPROCESS_SAMPLE_PARSER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"
#include "runner/core/formats/npz.h"
#include "runner/core/preprocess/raw_input.h"

namespace runner {

// One tensor an input, in the contract's order: by the input's name, by its tensor's name, or, with one input, the only
// array. Other arrays are left alone.
Result<std::vector<Tensor>> MatchArrays(const Contract& contract, std::vector<NamedTensor> arrays);

// A file holds one sample, or one a row of a table, or one for each window of a series.
struct InputSample {
  int64_t row = 0;                 // from 1; 0 where the file has no rows; of a window the first
  std::optional<Failure> failure;  // why this row cannot be answered; without a row, why nothing behind it is read
  std::vector<RawInput> raw_inputs;  // one an input, in the contract's order; empty with a failure
  std::string note;                  // what a person should know of how the file was read; "" = nothing
  int64_t last_row = 0;              // of a window; 0 where the sample is none
};

// Whether a window of a series begins where the one before, which was answered and ends with row `reached`, has ended.
inline bool GoesOn(const InputSample& sample, int64_t reached) { return reached > 0 && sample.row == reached + 1; }

// From what a file or a request holds: arrays (.npy, .npz), numbers (.json) or, when the model has one input, what a person
// gives to it: a picture, a sound (.wav) or a table (.csv). The content decides which it is. Arrays enter as they are; uint8
// arrays that look like pixels are pixels to a picture input. There is at least one sample. Failures do not name the file.
Result<std::vector<InputSample>> ParseSamples(const Contract& contract, std::string_view bytes);

}  // namespace runner

#endif  // RUNNER_CORE_PREPROCESS_SAMPLE_PARSER_H_
