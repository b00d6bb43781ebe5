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
// array. Other arrays are left alone. `file` is what failures call the arrays.
Result<std::vector<Tensor>> MatchArrays(const Contract& contract, std::vector<NamedTensor> arrays, const std::string& file);

// A file holds one sample, or one a row of a table.
struct InputSample {
  int64_t row = 0;                 // from 1; 0 where the file is no table
  std::optional<Failure> failure;  // why this row cannot be answered
  std::vector<RawInput> raw_inputs;  // one an input, in the contract's order
};

// From an array file (.npy, .npz) or, when the model has one input, from what a person gives to it: a picture, a sound
// (.wav) or a table (.csv). The content decides which it is. Arrays enter as they are; uint8 arrays that look like pixels
// are pixels to a picture input. There is at least one sample.
// `name` is what failures call the file.
Result<std::vector<InputSample>> ParseSamples(const Contract& contract, std::string_view bytes, const std::string& name);

}  // namespace runner

#endif  // RUNNER_CORE_PREPROCESS_SAMPLE_PARSER_H_
