#include "runner/core/formats/toml.h"

#include <cmath>

#include "check.h"

using namespace runner;
using runner_test::Why;

namespace {

const TomlValue& At(const TomlValue& table, const char* key) {
  static const TomlValue kNothing;
  const TomlValue* found = table.Find(key);
  CHECK(found != nullptr);
  return found == nullptr ? kNothing : *found;
}

std::string TextOf(const std::string& value) {
  const TomlValue root = MUST(ParseToml("a = " + value));
  return *At(root, "a").string();
}

}  // namespace

TEST(keys_and_values_of_every_kind_are_read) {
  const TomlValue root = MUST(ParseToml(
      "# a comment\nschema = 1 # behind\n\"a key\" = \"x\"\n'b' = -2.5e-3\nyes = true\nno=false\nempty = []\n"));
  CHECK_EQ(*At(root, "schema").integer(), 1);
  CHECK_EQ(*At(root, "a key").string(), "x");
  CHECK_EQ(*At(root, "b").number(), -2.5e-3);
  CHECK_EQ(*At(root, "yes").boolean(), true);
  CHECK_EQ(*At(root, "no").boolean(), false);
  CHECK(At(root, "empty").array()->empty());
  CHECK_EQ(root.table()->size(), size_t{6});
  CHECK_EQ(root.table()->front().key, "schema");
  CHECK_EQ(At(root, "a key").line, 3);
}

TEST(arrays_of_tables_come_in_order) {
  const TomlValue root = MUST(
      ParseToml("[[inputs]]\nname = \"a\"\n[inputs.more]\nx = 1\n[[inputs]]\nname = \"b\"\n[inputs.more]\nx = 2\n"));
  const TomlValue::Array& inputs = *At(root, "inputs").array();
  CHECK_EQ(inputs.size(), size_t{2});
  CHECK_EQ(*At(inputs[0], "name").string(), "a");
  CHECK_EQ(*At(inputs[1], "name").string(), "b");
  CHECK_EQ(*At(At(inputs[1], "more"), "x").integer(), 2);
}

TEST(arrays_may_span_lines_and_nest) {
  const TomlValue root =
      MUST(ParseToml("a = [\n    1, # one\n    [2, 3,],\n\n    4,\n]\nb = [{ x = 1, y = [] }, {}]\r\n"));
  const TomlValue::Array& items = *At(root, "a").array();
  CHECK_EQ(items.size(), size_t{3});
  CHECK_EQ(*items[1].array()->at(1).integer(), 3);
  CHECK_EQ(items[2].line, 5);
  CHECK_EQ(*At(At(root, "b").array()->at(0), "x").integer(), 1);
}

TEST(escapes_become_their_characters) {
  CHECK_EQ(TextOf(R"("\b\t\n\f\r\"\\")"), "\b\t\n\f\r\"\\");
  CHECK_EQ(TextOf(R"("\u00e9\u20AC\U0001F600")"), "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  CHECK_EQ(TextOf(R"("\u0000")"), std::string(1, '\0'));
  CHECK_EQ(TextOf("'C:\\temp'"), "C:\\temp");
  CHECK_EQ(TextOf("\"gr\xC3\xBC\xC3\x9F\""), "gr\xC3\xBC\xC3\x9F");
}

TEST(numbers_are_read_as_python_writes_them) {
  const TomlValue root =
      MUST(ParseToml("a = 1e+20\nb = 1e-07\nc = -inf\nd = nan\ne = 1_000\nf = -9223372036854775808\ng = +5\nh = inf"));
  CHECK_EQ(*At(root, "a").number(), 1e20);
  CHECK_EQ(*At(root, "b").number(), 1e-07);
  CHECK_EQ(*At(root, "c").number(), -HUGE_VAL);
  CHECK(std::isnan(*At(root, "d").number()));
  CHECK_EQ(*At(root, "e").integer(), 1000);
  CHECK_EQ(*At(root, "f").integer(), INT64_MIN);
  CHECK_EQ(*At(root, "g").integer(), 5);
  CHECK_EQ(*At(root, "h").number(), HUGE_VAL);
}

TEST(errors_name_the_line) {
  CHECK_CONTAINS(Why(ParseToml("a = 1\nb = 2\nc = ?\n")), "Line 3");
  CHECK_CONTAINS(Why(ParseToml("a = [\n1,\n2\n3]")), "Line 4");
  CHECK_CONTAINS(Why(ParseToml("a = \"open\nb = 1")), "Line 1: a string is not closed");
}

TEST(wrong_texts_are_refused) {
  for (const char* text : {"a",
                           "a =",
                           "= 1",
                           "a = 1 b = 2",
                           "a = 01",
                           "a = 1__0",
                           "a = _1",
                           "a = 1.",
                           "a = .5",
                           "a = 1e",
                           "a = 0x10",
                           "a = 1979-05-27",
                           "a = 9223372036854775808",
                           "a = truth",
                           "a = [1 2]",
                           "a = [1",
                           "a = {x = 1",
                           "a = {x 1}",
                           "[a",
                           "[[a]",
                           "[]",
                           "a = 1\n[a]",
                           "[a]\n[a]",
                           "[[a]]\n[a]",
                           "[a]\n[[a]]",
                           "a = 1\na = 2",
                           "a = \"\\x\"",
                           "a = \"\\u12\"",
                           "a = \"\\ud800\"",
                           "a = \"\\U00110000\"",
                           "a = \"\"\"x\"\"\"",
                           "a.b = 1",
                           "a = \"\xFF\"",
                           "a = \"\\",
                           "a = []\n[[a]]",
                           "# \x01",
                           "a = --1",
                           "a = 1-2",
                           "a = 1+2"}) {
    if (ParseToml(text).ok()) CHECK_EQ(std::string("accepted"), std::string(text));
  }
}

TEST(deep_nesting_is_refused_and_not_followed) {
  CHECK_CONTAINS(Why(ParseToml("a = " + std::string(100000, '['))), "nested too deeply");
  std::string header = "[a";
  for (int i = 0; i < 1000; ++i) header += ".a";
  CHECK_CONTAINS(Why(ParseToml(header + "]")), "too many parts");
}

TEST(an_empty_text_is_an_empty_table) {
  CHECK(MUST(ParseToml("")).table()->empty());
  CHECK(MUST(ParseToml("\xEF\xBB\xBF# only a comment")).table()->empty());
}
