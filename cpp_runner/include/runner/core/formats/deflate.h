// Packs bytes as a zlib stream (RFC 1950) of deflate data (RFC 1951).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_FORMATS_DEFLATE_H_
#define RUNNER_CORE_FORMATS_DEFLATE_H_

#include <string>
#include <string_view>

namespace runner {

std::string ZlibBytes(std::string_view bytes);

}  // namespace runner

#endif  // RUNNER_CORE_FORMATS_DEFLATE_H_
