// BodyQuestion: what is asked about the bytes that a page sends: of which type they are, and how the answer shall be.
// Thread rule: functions without state; plain values.
#ifndef RUNNER_CORE_PROGRAM_BODY_QUESTION_H_
#define RUNNER_CORE_PROGRAM_BODY_QUESTION_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/formats/file_kind.h"

namespace runner {

constexpr uint64_t kMostBodyBytes = uint64_t{64} << 20;

using NamedValues = std::vector<std::pair<std::string, std::string>>;

// The part of an address behind its question mark: "a=1&b". Nothing is percent-decoded: no value of ours needs it.
NamedValues ParseQuery(std::string_view query);
// The last value of a name, null where there is none.
const std::string* LastOf(const NamedValues& values, std::string_view name);

struct BodyQuestion {
  std::string type;            // as a header Content-Type says it
  bool with_pictures = false;  // the answer has pictures and masks as PNG
  double least_score = -1.0;   // of boxes; see AnswerForm
};
BodyQuestion ReadQuestion(std::string_view content_type, const NamedValues& query);

// Refuses a type that is missing or never read, before the bytes are taken.
Result<Done> CheckContentType(const std::string& content_type);
// Whether bytes of a kind may come under a type.
bool MayHold(const std::string& content_type, FileKind kind);
// The type as a failure quotes it.
std::string QuotedType(const std::string& content_type);

// Bytes of memory that a body of a type counts, for a room that all share: a text becomes many times its own size.
uint64_t MemoryOf(const std::string& content_type, uint64_t bytes);

// Of a body that has more than kMostBodyBytes.
Failure BodyTooLarge(uint64_t bytes);

}  // namespace runner

#endif  // RUNNER_CORE_PROGRAM_BODY_QUESTION_H_
