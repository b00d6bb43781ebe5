// Unpacks raw deflate data (RFC 1951).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_FORMATS_INFLATE_H_
#define RUNNER_CORE_FORMATS_INFLATE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "runner/core/base/result.h"

namespace runner {

// `bytes` unpacked, which must give exactly `size` bytes.
Result<std::string> Inflate(std::string_view bytes, uint64_t size);
// The first `size` bytes of what such data unpacks to, fewer where it ends or is damaged before; the rest is not unpacked.
std::string InflateBeginning(std::string_view bytes, uint64_t size);

}  // namespace runner

#endif  // RUNNER_CORE_FORMATS_INFLATE_H_
