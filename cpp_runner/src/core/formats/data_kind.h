// What data hold, recognized by their first bytes.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_FORMATS_DATA_KIND_H_
#define RUNNER_SRC_CORE_FORMATS_DATA_KIND_H_

#include <string>
#include <string_view>

namespace runner {

// A picture's format ("PNG", ...), "HEIC", "WAV", another sound's format, "npy", "npz", "json", "text", "PDF", or "" for
// anything else.
std::string_view DataKind(std::string_view bytes);
// Formats of pictures that some decoder reads; "HEIC" is none of them.
bool IsPictureKind(std::string_view kind);
// What DataKind found, in words: "a PNG picture".
std::string KindWords(std::string_view kind);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_FORMATS_DATA_KIND_H_
