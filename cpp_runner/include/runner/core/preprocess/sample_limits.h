// SampleLimits: how much one file may become in memory, judged by what it says before it is decoded.
// For programs that hold several at a time: a small file can hold a great deal. Thread rule: functions without state.
#ifndef RUNNER_CORE_PREPROCESS_SAMPLE_LIMITS_H_
#define RUNNER_CORE_PREPROCESS_SAMPLE_LIMITS_H_

#include <cstdint>
#include <string_view>

#include "runner/core/base/result.h"
#include "runner/core/contract/contract.h"
#include "runner/core/formats/file_kind.h"

namespace runner {

struct SampleLimits {
  uint64_t decoded = UINT64_MAX;   // bytes of pixels, samples or arrays
  uint64_t decoding = UINT64_MAX;  // bytes that a picture's decoder may hold while it works
  uint64_t json = UINT64_MAX;      // bytes of a JSON text
  uint64_t row = UINT64_MAX;       // bytes of a table's row
  uint64_t rows = UINT64_MAX;      // rows of a table, its header not counted
};

enum class LimitReached { kNone, kSize, kRows };

struct LimitCheck {
  LimitReached reached = LimitReached::kNone;
  Failure failure;  // in words, where one is reached
};

LimitCheck CheckLimits(const Contract& contract, std::string_view bytes, FileKind kind, const SampleLimits& limits);

}  // namespace runner

#endif  // RUNNER_CORE_PREPROCESS_SAMPLE_LIMITS_H_
