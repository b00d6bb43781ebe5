#include "core/preprocess/text_input.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/base/tensor_elements.h"
#include "core/base/utf8.h"

namespace runner {
namespace {

constexpr size_t kLongestText = 1'000'000;      // bytes
constexpr int64_t kMostTextNumbers = 10'000'000;    // that a text becomes
constexpr std::string_view kSpaces = "\t\n\v\f\r ";  // those at which tf.strings.split splits

bool IsPunctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

std::string Standardized(std::string_view text, Standardize how) {
  const bool lower = how == Standardize::kLower || how == Standardize::kLowerAndStripPunctuation;
  const bool strip = how == Standardize::kStripPunctuation || how == Standardize::kLowerAndStripPunctuation;
  std::string standard;
  for (const char c : text) {
    if (strip && IsPunctuation(c)) continue;
    standard += lower && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return standard;
}

std::vector<std::string_view> Split(std::string_view text, TextSplit how) {
  std::vector<std::string_view> parts;
  if (how == TextSplit::kNone) return {text};
  while (!text.empty()) {
    const bool words = how == TextSplit::kWhitespace;
    const size_t length = words ? std::min(text.find_first_of(kSpaces), text.size()) : std::max<size_t>(Utf8Length(text), 1);
    if (length > 0) parts.push_back(text.substr(0, length));
    text.remove_prefix(std::min(length + (words ? 1 : 0), text.size()));
  }
  return parts;
}

int64_t IndexOf(const ContractInput& input, std::string_view word) {
  if (word.empty() && input.unknown_index == 1) return 0;  // Keras's mask
  const auto found = std::lower_bound(input.sorted_words.begin(), input.sorted_words.end(), word,
                                      [&](uint32_t place, std::string_view w) { return input.vocabulary[place] < w; });
  const bool known = found != input.sorted_words.end() && input.vocabulary[*found] == word;
  return known ? int64_t{*found} + input.unknown_index + 1 : input.unknown_index;
}

// The index of each word, then of each group of neighbours, at most `most`.
std::vector<int64_t> Indices(const ContractInput& input, const std::vector<std::string_view>& parts, size_t most) {
  std::vector<int64_t> indices;
  const Shape widths = input.ngrams.empty() ? Shape{1} : input.ngrams;
  for (const int64_t given : widths) {
    const auto width = static_cast<size_t>(given);
    for (size_t first = 0; first + width <= parts.size() && indices.size() < most; ++first) {
      std::string words(parts[first]);
      for (size_t i = 1; i < width; ++i) words.append(1, ' ').append(parts[first + i]);
      indices.push_back(IndexOf(input, words));
    }
  }
  return indices;
}

}  // namespace

Result<RawInput> RawInputFromText(const ContractInput& input, std::string_view text) {
  if (text.size() > kLongestText) {
    return Failure::Usage("The text is too long", "It has " + std::to_string(text.size()) + " bytes; at most 1,000,000 are read.",
                          "Give a shorter text.");
  }
  const std::string standard = Standardized(text, input.standardize);
  const bool in_order = input.text_output == TextOutput::kInt;
  const int64_t said = input.shape.size() < 2 ? 1 : input.shape.back();
  const int64_t words = static_cast<int64_t>(input.vocabulary.size()) + input.unknown_index + 1;
  if (said > kMostTextNumbers || input.shape.size() > 2 || (!in_order && said < words)) {
    return Failure::Usage("The contract is not valid", "A text of " + std::to_string(words) + " words does not fit into " + ShapeText(input.shape) + ".",
                          "Correct the contract file, or export the model again to get a new one.");
  }
  const auto most = static_cast<size_t>(in_order && said > 0 ? said : kMostTextNumbers);
  std::vector<int64_t> numbers = Indices(input, Split(standard, input.split), most);
  if (!in_order) {
    std::vector<int64_t> counts(static_cast<size_t>(said));
    for (const int64_t index : numbers) {
      int64_t& count = counts[static_cast<size_t>(index)];
      count = input.text_output == TextOutput::kCount ? count + 1 : 1;
    }
    numbers = std::move(counts);
  }
  if (said > 0) numbers.resize(static_cast<size_t>(said));
  if (numbers.empty()) return Failure::Usage("The text has no words", "The model needs at least one.", "Give a text with words.");
  RawInput raw;
  const Shape shape = input.shape.size() < 2 ? Shape{1} : Shape{1, static_cast<int64_t>(numbers.size())};
  if (IsInteger(input.dtype)) {
    raw.tensor = MakeTensor<int64_t>(ElementType::kInt64, shape, numbers.size(), [&](size_t i) { return numbers[i]; });
  } else {
    raw.tensor = MakeTensor<float>(ElementType::kFloat32, shape, numbers.size(), [&](size_t i) { return static_cast<float>(numbers[i]); });
  }
  return raw;
}

std::string_view WithoutLastLineEnd(std::string_view text) {
  if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

}  // namespace runner
