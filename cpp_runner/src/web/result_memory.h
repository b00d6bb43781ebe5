// Memory that the page and the core hand to each other: a head of status and size, and what follows it.
// Thread rule: one thread.
#ifndef RUNNER_SRC_WEB_RESULT_MEMORY_H_
#define RUNNER_SRC_WEB_RESULT_MEMORY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "runner/core/base/result.h"

namespace runner::web {

using Address = uint32_t;  // in the core's memory

// Bytes of the core's memory that somebody else wrote.
std::string_view BytesAt(Address address, uint32_t bytes);

// Memory for `bytes` bytes; 0 where there is none.
Address Reserve(uint32_t bytes);
void Release(Address address);

// A head and its content in new memory; 0 where there is none.
Address MakeResult(uint32_t status, std::string_view content);
// {"error", "why", "do"}; 500 where this model cannot run here, 400 where what was asked is wrong.
Address MakeFailure(const Failure& failure);

// The content of a result that the page made, which is released. A failure where it has another status than 0, and says why,
// or is not there: 0, for want of memory.
Result<std::string> TakeAnswer(Address address);

}  // namespace runner::web

#endif  // RUNNER_SRC_WEB_RESULT_MEMORY_H_
