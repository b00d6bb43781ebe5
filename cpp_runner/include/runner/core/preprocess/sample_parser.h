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
#include "runner/core/preprocess/seeded_noise.h"

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
// gives to it: a picture, a sound (.wav), a table (.csv) or a text. The content decides which it is. Arrays enter as they are; uint8
// arrays that look like pixels are pixels to a picture input. There is at least one sample. Failures do not name the file.
//
// Several inputs have theirs in one archive or one object: also files in a .zip that are named by the inputs ("content.jpg").
// Noise that is not given is made by `seed`, or by the sample's own "seed" beside the other inputs.
Result<std::vector<InputSample>> ParseSamples(const Contract& contract, std::string_view bytes, Seed seed = {});

// What is given for one of several inputs, as the content of a file.
struct SamplePart {
  std::string input;  // its name or its tensor's; "seed" is the seed
  std::string bytes;
  bool archived = false;  // an archive in it is refused
};

// One sample of several inputs; each part holds one sample of its own.
Result<InputSample> JoinParts(const Contract& contract, const std::vector<SamplePart>& parts, Seed seed = {});

bool IsNameOf(const ContractInput& input, const std::string& name);

// A whole number from 0 to 4294967295.
Result<uint32_t> ParseSeed(std::string_view text);

// For an input that nothing was given for.
Failure MissingInput(const Contract& contract, const ContractInput& input);

}  // namespace runner

#endif  // RUNNER_CORE_PREPROCESS_SAMPLE_PARSER_H_
