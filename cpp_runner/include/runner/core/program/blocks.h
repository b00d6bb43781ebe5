// Blocks: arrays one after another in one piece of memory, as other programs get and give them (docs/runner.md).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_PROGRAM_BLOCKS_H_
#define RUNNER_CORE_PROGRAM_BLOCKS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/preprocess/raw_input.h"

namespace runner {

constexpr size_t kBlockHeaderBytes = 96;

struct Block {
  uint32_t slot = 0;
  RawInput raw;
};

// All blocks of a payload: sizes, types and forms checked, data copied.
Result<std::vector<Block>> ParseBlocks(std::string_view payload);

// An exact tensor (form 0) as a block.
void AppendBlock(std::string& payload, uint32_t slot, const Tensor& tensor);

// What was read for an input, in the form that ParseBlocks takes.
void AppendBlock(std::string& payload, uint32_t slot, const RawInput& raw);

}  // namespace runner

#endif  // RUNNER_CORE_PROGRAM_BLOCKS_H_
