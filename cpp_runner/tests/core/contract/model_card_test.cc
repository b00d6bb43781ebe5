#include "runner/core/contract/model_card.h"

#include "check.h"

using runner::About;
using runner::ParseAbout;

TEST(a_card_gives_its_name_and_version_and_keeps_everything_in_one_line) {
  const About about = MUST(ParseAbout("{\n  \"name\": \"Zahlen \\u00fc\",\n  \"version\": \"1.2\", \"n\": [1, -2.5e3, true]\n}\n", "a"));
  CHECK_EQ(about.name, std::string("Zahlen \xc3\xbc"));
  CHECK_EQ(about.version, std::string("1.2"));
  CHECK_EQ(about.json, std::string("{\"name\":\"Zahlen \\u00fc\",\"version\":\"1.2\",\"n\":[1,-2.5e3,true]}"));
}

TEST(every_fact_of_a_card_has_its_path) {
  const About about = MUST(ParseAbout("{\"model\": {\"bytes\": 12, \"operators\": [\"ADD\", \"MUL\"], \"none\": null, "
                                      "\"deep\": {\"a\": true}}, \"name\": \"x\"}", "a"));
  CHECK_EQ(about.Fact("model.bytes"), std::string("12"));
  CHECK_EQ(about.Fact("model.operators"), std::string("ADD, MUL"));
  CHECK_EQ(about.Fact("model.deep.a"), std::string("true"));
  CHECK_EQ(about.Fact("model.none"), std::string());
  CHECK_EQ(about.Fact("bytes"), std::string());
}

TEST(a_name_inside_another_object_is_not_the_programs_name) {
  const About about = MUST(ParseAbout("{\"model\": {\"name\": \"inner\", \"version\": \"9\"}}", "a"));
  CHECK_EQ(about.name, std::string());
  CHECK_EQ(about.version, std::string());
}

TEST(a_name_that_is_no_text_is_no_name) {
  CHECK_EQ(MUST(ParseAbout("{\"name\": 5, \"version\": null}", "a")).name, std::string());
}

TEST(two_escapes_of_one_character_are_one_character) {
  CHECK_EQ(MUST(ParseAbout("{\"name\": \"\\ud83d\\ude00\"}", "a")).name, std::string("\xf0\x9f\x98\x80"));
}

TEST(a_lone_half_of_a_character_becomes_a_replacement) {
  CHECK_EQ(MUST(ParseAbout("{\"name\": \"\\ud83dx\"}", "a")).name, std::string("\xef\xbf\xbdx"));
}

TEST(spaces_inside_text_are_kept) {
  CHECK_EQ(MUST(ParseAbout("{ \"name\" : \"a  b\" }", "a")).json, std::string("{\"name\":\"a  b\"}"));
}

TEST(text_that_is_not_one_object_is_refused) {
  for (const char* text : {"", "[]", "null", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1} x", "{\"a\":01}", "{\"a\":1.}",
                           "{\"a\":\"\\x\"}", "{\"a\":\"\n\"}", "{\"a\":tru}", "{\"a\":+1}", "{'a':1}"}) {
    CHECK(!ParseAbout(text, "card").ok());
  }
}

TEST(deep_nesting_is_refused_and_does_not_end_the_program) {
  const std::string deep = "{\"a\":" + std::string(100000, '[') + std::string(100000, ']') + "}";
  CHECK_CONTAINS(runner_test::Why(ParseAbout(deep, "card")), "card");
}

TEST(a_missing_card_is_empty) {
  const About about = MUST(runner::ReadAbout("/nonexistent/about.json"));
  CHECK_EQ(about.json, std::string("null"));
  CHECK_EQ(about.name, std::string());
}
