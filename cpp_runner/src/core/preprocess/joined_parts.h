// One sample of a model with several inputs, each from a file's content of its own.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_PREPROCESS_JOINED_PARTS_H_
#define RUNNER_SRC_CORE_PREPROCESS_JOINED_PARTS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/preprocess/sample_parser.h"

namespace runner {

constexpr uint64_t kMostOfParts = uint64_t{1} << 30;  // bytes, unpacked

// The parts in an archive whose files are named by the inputs ("content.jpg"); empty where no file but arrays is.
Result<std::vector<SamplePart>> PartsOfArchive(const Contract& contract, std::string_view bytes);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_PREPROCESS_JOINED_PARTS_H_
