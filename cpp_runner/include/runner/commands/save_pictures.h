// Saves the pictures and masks of an answer as PNG files.
// Thread rule: functions without state; two writers may choose the same free name, and the later one stays.
#ifndef RUNNER_COMMANDS_SAVE_PICTURES_H_
#define RUNNER_COMMANDS_SAVE_PICTURES_H_

#include <string>
#include <vector>

#include "runner/core/answers/prediction.h"
#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"
#include "runner/core/pictures/picture.h"

namespace runner {

// <folder>/<stem of `file`>.<output>.png for each output that is shown: pictures, masks, and `picture`, where there is one, with
// what a detector found drawn in, never over a file that is there: a number makes
// the name a new one. One path an output, "" where it is not shown.
Result<std::vector<std::string>> SavePictures(const std::string& folder, const std::string& file, const Contract& contract,
                                              const Prediction& prediction, const std::vector<TensorSpec>& specs, const Picture* picture);

}  // namespace runner

#endif  // RUNNER_COMMANDS_SAVE_PICTURES_H_
