// A text as what is given to an input: its words are looked up exactly as Keras's TextVectorization and StringLookup do.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_PREPROCESS_TEXT_INPUT_H_
#define RUNNER_SRC_CORE_PREPROCESS_TEXT_INPUT_H_

#include <string_view>

#include "runner/core/base/result.h"
#include "runner/core/contract/contract.h"
#include "runner/core/preprocess/raw_input.h"

namespace runner {

// `text` is UTF-8. The tensor has the input's shape, where an unknown length is that of the text; numbers behind the words
// are 0. A failure says that the text is too long, that it has no words where the model needs one, or that the contract's
// shape cannot hold what its vocabulary says.
Result<RawInput> RawInputFromText(const ContractInput& input, std::string_view text);

// A text file's content without the line end behind it, which editors write and no one means.
std::string_view WithoutLastLineEnd(std::string_view text);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_PREPROCESS_TEXT_INPUT_H_
