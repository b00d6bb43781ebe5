// Unpacks Zstandard data (RFC 8878): one frame that says how large it is, made without a dictionary.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_FORMATS_ZSTD_H_
#define RUNNER_CORE_FORMATS_ZSTD_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "runner/core/base/result.h"

namespace runner {

// `bytes` unpacked, which must give from `least` to `most` bytes. A frame's own checksum is not looked at.
Result<std::string> UnpackZstandard(std::string_view bytes, uint64_t least, uint64_t most);
// The same to `to`, exactly `size` bytes; false where `bytes` are something else, and `to` then holds anything.
bool UnpackZstandardTo(std::string_view bytes, char* to, size_t size);

}  // namespace runner

#endif  // RUNNER_CORE_FORMATS_ZSTD_H_
