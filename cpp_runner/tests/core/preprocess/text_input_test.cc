#include "check.h"
#include "runner/core/preprocess/preprocess.h"
#include "runner/core/preprocess/sample_parser.h"

using runner::Contract;
using runner::ContractInput;
using runner::ElementType;
using runner::InputKind;
using runner::ParseSamples;
using runner::Standardize;
using runner::TextOutput;
using runner::TextSplit;
using runner_test::Values;
using runner_test::Why;

namespace {

using Numbers = std::vector<int64_t>;

ContractInput Words(std::vector<std::string> vocabulary, int64_t length) {
  ContractInput input;
  input.name = "text";
  input.kind = InputKind::kText;
  input.dtype = ElementType::kInt64;
  input.shape = {1, length};
  input.vocabulary = std::move(vocabulary);
  input.standardize = Standardize::kLowerAndStripPunctuation;
  input.split = TextSplit::kWhitespace;
  IndexVocabulary(input);
  return input;
}

ContractInput German(int64_t length = 8) { return Words({"das", "haus", "ä", "a", "das haus"}, length); }

Numbers NumbersOf(const ContractInput& input, const std::string& text) {
  const Contract contract{{input}, {}, false};
  const auto samples = ParseSamples(contract, text);
  CHECK(samples.ok());
  return Values<int64_t>(samples.value()[0].raw_inputs[0].tensor);
}

}  // namespace

// The expected numbers of these tests are those of Keras 3.15 with TensorFlow 2.21.

TEST(a_text_is_lowered_only_from_a_to_z) {
  CHECK(NumbersOf(German(), "Das HAUS, ÄÖ ä a") == (Numbers{2, 3, 1, 4, 5, 0, 0, 0}));
}

TEST(only_spaces_of_ascii_part_words) {
  CHECK(NumbersOf(German(), "das\xC2\xA0haus\tdas\x0C" "haus") == (Numbers{1, 2, 3, 0, 0, 0, 0, 0}));
}

TEST(punctuation_is_taken_out_of_words) {
  CHECK(NumbersOf(German(), "[das] h-a-u-s !? a's") == (Numbers{2, 3, 1, 0, 0, 0, 0, 0}));
  ContractInput input = Words({"xx"}, 1);
  for (const char sign : std::string("!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'")) CHECK(NumbersOf(input, std::string("x") + sign + "x") == Numbers{2});
  for (const char sign : std::string("09AZaz")) CHECK(NumbersOf(input, std::string("x") + sign + "x") == Numbers{1});
}

TEST(standardize_does_one_or_the_other) {
  ContractInput input = German();
  input.standardize = Standardize::kLower;
  CHECK(NumbersOf(input, "Das HAUS, ÄÖ ä a") == (Numbers{2, 1, 1, 4, 5, 0, 0, 0}));
  input.standardize = Standardize::kStripPunctuation;
  CHECK(NumbersOf(input, "[das] h-a-u-s !? a's") == (Numbers{2, 3, 1, 0, 0, 0, 0, 0}));
  input.standardize = Standardize::kNone;
  CHECK(NumbersOf(input, "Das HAUS, ÄÖ ä a") == (Numbers{1, 1, 1, 4, 5, 0, 0, 0}));
}

TEST(known_words_are_marked_or_counted) {
  ContractInput input = German(6);
  input.unknown_index = 0;
  input.text_output = TextOutput::kMultiHot;
  CHECK(NumbersOf(input, "a🙂B ä") == (Numbers{1, 0, 0, 1, 0, 0}));
  input.text_output = TextOutput::kCount;
  input.ngrams = {1, 2};
  CHECK(NumbersOf(input, "das haus das haus") == (Numbers{1, 2, 2, 0, 0, 2}));
}

TEST(neighbours_are_looked_up_in_the_order_of_their_widths) {
  ContractInput input = German();
  input.ngrams = {2, 1};
  CHECK(NumbersOf(input, "Das HAUS, ÄÖ ä a") == (Numbers{6, 1, 1, 1, 2, 3, 1, 4}));
  CHECK(NumbersOf(input, "das haus das haus") == (Numbers{6, 1, 6, 2, 3, 2, 3, 0}));
}

TEST(characters_are_those_of_unicode) {
  ContractInput input = Words({"a", "b", "ä", " ", "🙂"}, 8);
  input.split = TextSplit::kCharacter;
  CHECK(NumbersOf(input, "a🙂B ä") == (Numbers{2, 6, 3, 5, 4, 0, 0, 0}));
  CHECK(NumbersOf(input, "ab\r\n") == (Numbers{2, 3, 0, 0, 0, 0, 0, 0}));  // an editor's line end is none
}

TEST(a_whole_text_is_one_entry) {
  ContractInput input = Words({"rot", "sehr rot"}, 1);
  input.split = TextSplit::kNone;
  input.standardize = Standardize::kNone;
  input.unknown_index = 0;
  CHECK(NumbersOf(input, "sehr rot\n") == Numbers{2});
  CHECK(NumbersOf(input, "Rot") == Numbers{0});
}

TEST(texts_that_begin_as_files_or_as_json_are_texts) {
  const ContractInput input = Words({"bmw", "hallo", "p3"}, 2);
  CHECK(NumbersOf(input, "BMW hallo") == (Numbers{2, 3}));
  CHECK(NumbersOf(input, "P3 hallo") == (Numbers{4, 3}));
  CHECK(NumbersOf(input, "[hallo] bmw") == (Numbers{3, 2}));
}

TEST(a_json_list_holds_a_text_each) {
  const Contract contract{{German(2)}, {}, false};
  const auto samples = ParseSamples(contract, R"(["das haus", "[\u00e4]"])");
  CHECK_EQ(samples.value().size(), size_t{2});
  CHECK_EQ(samples.value()[1].row, 2);
  CHECK(Values<int64_t>(samples.value()[1].raw_inputs[0].tensor) == (Numbers{4, 0}));
}

TEST(an_object_names_the_text) {
  ContractInput number;
  number.name = "number";
  number.dtype = ElementType::kFloat32;
  number.shape = {1, 1};
  const Contract contract{{German(2), number}, {}, false};
  const auto samples = ParseSamples(contract, R"({"text": "Das Haus!", "number": 3})");
  CHECK(Values<int64_t>(samples.value()[0].raw_inputs[0].tensor) == (Numbers{2, 3}));
}

TEST(a_text_of_any_length_needs_a_word) {
  CHECK(NumbersOf(German(-1), "das haus das") == (Numbers{2, 3, 2}));
  const Contract contract{{German(-1)}, {}, false};
  CHECK(!ParseSamples(contract, "!!").ok());
}

TEST(a_shape_that_cannot_hold_the_words_is_refused) {
  ContractInput input = German(5);
  input.unknown_index = 0;
  input.text_output = TextOutput::kMultiHot;
  CHECK(!ParseSamples(Contract{{input}, {}, false}, "das").ok());
  CHECK(!ParseSamples(Contract{{German(int64_t{1} << 60)}, {}, false}, "das").ok());
  CHECK(!ParseSamples(Contract{{German()}, {}, false}, std::string(1'000'001, 'a')).ok());
}
