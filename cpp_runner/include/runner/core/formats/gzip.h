// Unpacks gzip data (RFC 1952).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_FORMATS_GZIP_H_
#define RUNNER_CORE_FORMATS_GZIP_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "runner/core/base/result.h"

namespace runner {

// One member with the shortest head (no name, no comment), as builder/packaging/bundle.py writes it. It must unpack to at
// most `most` bytes, and its checksum must be right.
Result<std::string> Gunzip(std::string_view bytes, uint64_t most);

}  // namespace runner

#endif  // RUNNER_CORE_FORMATS_GZIP_H_
