#include "runner/core/formats/json_reader.h"

#include "check.h"

using runner::JsonDocument;
using runner::JsonKind;
using runner::JsonValue;
using runner_test::Why;

TEST(values_of_every_kind_are_read) {
  const JsonDocument document = MUST(JsonDocument::Parse(" [1, -2.5e3, \"a\\n\\u00fc\\ud83d\\ude00\", true, null, {}, [], NaN] "));
  const std::vector<JsonValue> items = document.root().items();
  CHECK_EQ(items.size(), size_t{8});
  CHECK_EQ(items[0].number(), 1.0);
  CHECK_EQ(items[1].number(), -2500.0);
  CHECK_EQ(items[2].text(), std::string("a\n\xc3\xbc\xf0\x9f\x98\x80"));
  CHECK(items[3].kind() == JsonKind::kTrue && items[4].kind() == JsonKind::kNull);
  CHECK(items[5].kind() == JsonKind::kObject && items[5].items().empty());
  CHECK(items[6].kind() == JsonKind::kArray && items[6].items().empty());
  CHECK(items[7].kind() == JsonKind::kNotFinite);
}

TEST(members_are_given_in_their_order) {
  const JsonDocument document = MUST(JsonDocument::Parse("{\"b\": [1, [2]], \"a\": 3}"));
  std::string seen;
  document.root().ForEachMember([&](const std::string& name, const JsonValue& value) { seen += name + std::string(value.raw()) + " "; });
  CHECK_EQ(seen, std::string("b[ a3 "));
}

TEST(what_is_no_json_is_refused_with_its_place) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "line 1, column 1."},       {"[1,]", "line 1, column 4."},       {"[1\n 2]", "line 2, column 2."},  {"{\"a\" 1}", "line 1, column 6."},
      {"{1: 2}", "line 1, column 2."}, {"[1] 2", "line 1, column 5."},      {"[01]", "line 1, column 3."},     {"[1.]", "line 1, column 3."},
      {"\"abc", "line 1, column 1."},  {"[\"\\x\"]", "line 1, column 3."},  {"[\"a\tb\"]", "line 1, column 4."},
      {"[", "line 1, column 2."},      {"{\"a\": 1,}", "line 1, column 9."}, {"[tru]", "line 1, column 2."},    {"[-]", "line 1, column 2."},
      {"[\"\xc3\xbc\", x]", "line 1, column 7."},
  };
  for (const auto& [text, place] : cases) CHECK_CONTAINS(Why(JsonDocument::Parse(text)), place);
}

TEST(nesting_without_end_is_refused) {
  CHECK_CONTAINS(Why(JsonDocument::Parse(std::string(1'000'000, '['))), "nested too deeply");
  CHECK(JsonDocument::Parse(std::string(500, '[') + std::string(500, ']')).ok());
}

TEST(half_a_pair_of_surrogates_is_no_character) {
  const JsonDocument document = MUST(JsonDocument::Parse("[\"\\ud83dx\", \"\\ude00\", \"\\ud83d\\u0041\"]"));
  CHECK_EQ(document.root().items()[0].text(), std::string("\xef\xbf\xbdx"));
  CHECK_EQ(document.root().items()[1].text(), std::string("\xef\xbf\xbd"));
  CHECK_EQ(document.root().items()[2].text(), std::string("\xef\xbf\xbd" "A"));
}
