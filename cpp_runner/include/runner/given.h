// From a file to what each input of the model is given.
// Thread rule: functions without state.
#ifndef RUNNER_GIVEN_H_
#define RUNNER_GIVEN_H_

#include <string>
#include <vector>

#include "runner/contract.h"
#include "runner/npz.h"
#include "runner/preprocess.h"
#include "runner/result.h"
#include "runner/tensor.h"

namespace runner {

// One tensor an input, in the contract's order: by the input's name, by its tensor's name, or, with one input, the only
// array. Other arrays are left alone. `file` is what failures call the arrays.
Result<std::vector<Tensor>> MatchArrays(const Contract& contract, std::vector<NamedTensor> arrays, const std::string& file);

// One Given an input, in the contract's order, from an array file (.npy, .npz) or, when the model has one input and it is a
// picture, from a picture file. Arrays enter as they are; uint8 arrays that look like pixels are pixels to a picture input.
Result<std::vector<Given>> ReadGiven(const Contract& contract, const std::string& path);

}  // namespace runner

#endif  // RUNNER_GIVEN_H_
