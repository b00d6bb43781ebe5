// Words and columns of answers for people: numbers, shares, names, and texts of a width.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_ANSWERS_ANSWER_WORDS_H_
#define RUNNER_SRC_CORE_ANSWERS_ANSWER_WORDS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "runner/core/answers/detections.h"
#include "runner/core/contract/contract.h"

namespace runner {

constexpr size_t kScoreWidth = 10;
constexpr size_t kLabelWidth = 32;

// "-" where the number is none.
std::string ShortNumber(double value);
std::string PercentText(double share);

std::string RightAligned(const std::string& text, size_t width);
std::string LeftAligned(const std::string& text, size_t width);
// Its end behind dots where it is longer: the end of a name tells more than its beginning.
std::string Shortened(const std::string& text, size_t width);
// Printable, with one blank wherever there are several.
std::string OneLine(const std::string& text);
// The label, or the number where there is none.
std::string ClassName(const std::string* label, int64_t index);

// What a detector found: a line for each box, or each point.
std::string DetectionLines(const Contract& contract, const Detections& found);
// "2 person, 1 dog", the most frequent first, or how many of a body's points count.
std::string DetectionCounts(const Contract& contract, const Detections& found);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_ANSWERS_ANSWER_WORDS_H_
