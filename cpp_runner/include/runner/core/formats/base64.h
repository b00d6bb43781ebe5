// Encodes bytes as Base64 (RFC 4648).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_FORMATS_BASE64_H_
#define RUNNER_CORE_FORMATS_BASE64_H_

#include <string>
#include <string_view>

namespace runner {

// The bytes as text, padded.
std::string Base64(std::string_view bytes);

}  // namespace runner

#endif  // RUNNER_CORE_FORMATS_BASE64_H_
