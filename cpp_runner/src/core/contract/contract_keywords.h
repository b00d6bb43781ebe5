// The words of the contract's TOML for its enums, in the enums' order. Reading and writing share them.
// Thread rule: constants.
#ifndef RUNNER_SRC_CORE_CONTRACT_CONTRACT_KEYWORDS_H_
#define RUNNER_SRC_CORE_CONTRACT_CONTRACT_KEYWORDS_H_

#include <array>
#include <cstddef>
#include <string_view>

#include "runner/core/contract/contract.h"

namespace runner {

inline constexpr std::array<std::string_view, 2> kStates = {"none", "file"};
inline constexpr std::array<std::string_view, 5> kInputKinds = {"image", "audio", "table", "tensor", "text"};
inline constexpr std::array<std::string_view, 4> kStandardizes = {"none", "lower", "strip_punctuation", "lower_and_strip_punctuation"};
inline constexpr std::array<std::string_view, 3> kTextSplits = {"none", "whitespace", "character"};
inline constexpr std::array<std::string_view, 3> kTextOutputs = {"int", "multi_hot", "count"};
inline constexpr std::array<std::string_view, 8> kOutputKinds = {"classes", "labels", "values", "picture",
                                                                 "mask",    "boxes",  "points", "tensor"};
inline constexpr std::array<std::string_view, 3> kColors = {"rgb", "bgr", "gray"};
inline constexpr std::array<std::string_view, 3> kFits = {"stretch", "crop", "letterbox"};
inline constexpr std::array<std::string_view, 2> kLayouts = {"nhwc", "nchw"};
inline constexpr std::array<std::string_view, 3> kNoises = {"", "normal", "uniform"};
inline constexpr std::array<std::string_view, 3> kActivations = {"none", "softmax", "sigmoid"};
inline constexpr std::array<std::string_view, 9> kDetectors = {"",          "ssd",     "yolo-v5",       "yolo-v8",  "yolo-end",
                                                               "yolo-pose", "movenet", "movenet-multi", "blazeface"};
inline constexpr std::array<std::string_view, 5> kDetectorParts = {"", "boxes", "classes", "scores", "count"};
inline constexpr std::array<std::string_view, 2> kCoordinates = {"unit", "pixels"};
inline constexpr std::array<std::string_view, 6> kScalings = {"0-255", "0-1", "pm1", "imagenet", "caffe", "custom"};

template <typename Enum, size_t N>
std::string_view KeywordOf(Enum value, const std::array<std::string_view, N>& names) {
  return names[static_cast<size_t>(value)];
}

}  // namespace runner

#endif  // RUNNER_SRC_CORE_CONTRACT_CONTRACT_KEYWORDS_H_
