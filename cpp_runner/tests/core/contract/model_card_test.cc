#include "runner/core/contract/model_card.h"

#include "check.h"

using runner::ModelCard;
using runner::ParseModelCard;

TEST(a_card_gives_its_name_and_version_and_keeps_everything_in_one_line) {
  const ModelCard card = MUST(ParseModelCard("{\n  \"name\": \"Zahlen \\u00fc\",\n  \"version\": \"1.2\", \"n\": [1, -2.5e3, true]\n}\n", "a"));
  CHECK_EQ(card.name, std::string("Zahlen \xc3\xbc"));
  CHECK_EQ(card.version, std::string("1.2"));
  CHECK_EQ(card.json, std::string("{\"name\":\"Zahlen \\u00fc\",\"version\":\"1.2\",\"n\":[1,-2.5e3,true]}"));
}

TEST(every_fact_of_a_card_has_its_path) {
  const ModelCard card = MUST(ParseModelCard("{\"model\": {\"bytes\": 12, \"operators\": [\"ADD\", \"MUL\"], \"none\": null, "
                                      "\"deep\": {\"a\": true}}, \"name\": \"x\"}", "a"));
  CHECK_EQ(card.Fact("model.bytes"), std::string("12"));
  CHECK_EQ(card.Fact("model.operators"), std::string("ADD, MUL"));
  CHECK_EQ(card.Fact("model.deep.a"), std::string("true"));
  CHECK_EQ(card.Fact("model.none"), std::string());
  CHECK_EQ(card.Fact("bytes"), std::string());
}

TEST(a_name_inside_another_object_is_not_the_programs_name) {
  const ModelCard card = MUST(ParseModelCard("{\"model\": {\"name\": \"inner\", \"version\": \"9\"}}", "a"));
  CHECK_EQ(card.name, std::string());
  CHECK_EQ(card.version, std::string());
}

TEST(a_name_that_is_no_text_is_no_name) {
  CHECK_EQ(MUST(ParseModelCard("{\"name\": 5, \"version\": null}", "a")).name, std::string());
}

TEST(two_escapes_of_one_character_are_one_character) {
  CHECK_EQ(MUST(ParseModelCard("{\"name\": \"\\ud83d\\ude00\"}", "a")).name, std::string("\xf0\x9f\x98\x80"));
}

TEST(a_lone_half_of_a_character_becomes_a_replacement) {
  CHECK_EQ(MUST(ParseModelCard("{\"name\": \"\\ud83dx\"}", "a")).name, std::string("\xef\xbf\xbdx"));
}

TEST(spaces_inside_text_are_kept) {
  CHECK_EQ(MUST(ParseModelCard("{ \"name\" : \"a  b\" }", "a")).json, std::string("{\"name\":\"a  b\"}"));
}

TEST(text_that_is_not_one_object_is_refused) {
  for (const char* text : {"", "[]", "null", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1} x", "{\"a\":01}", "{\"a\":1.}",
                           "{\"a\":\"\\x\"}", "{\"a\":\"\n\"}", "{\"a\":tru}", "{\"a\":+1}", "{'a':1}"}) {
    CHECK(!ParseModelCard(text, "card").ok());
  }
}

TEST(deep_nesting_is_refused_and_does_not_end_the_program) {
  const std::string deep = "{\"a\":" + std::string(100000, '[') + std::string(100000, ']') + "}";
  CHECK_CONTAINS(runner_test::Why(ParseModelCard(deep, "card")), "card");
}
