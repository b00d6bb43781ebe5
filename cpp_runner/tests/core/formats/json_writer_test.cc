#include "runner/core/formats/json_writer.h"

#include <clocale>
#include <cstdlib>
#include <limits>

#include "check.h"
#include "runner/core/base/text_escaping.h"

using runner::JsonWriter;

TEST(objects_and_arrays_nest_with_their_commas) {
  JsonWriter json;
  json.BeginObject();
  json.Key("a").BeginArray().Int(1).BeginArray().EndArray().BeginObject().EndObject().EndArray();
  json.Key("b").BeginObject().Key("c").Null().EndObject();
  json.Key("d").Bool(true).Key("e").Bool(false);
  json.EndObject();
  CHECK_EQ(json.Take(), R"({"a": [1, [], {}], "b": {"c": null}, "d": true, "e": false})");
}

TEST(a_writer_that_was_taken_begins_anew) {
  JsonWriter json;
  json.BeginArray().Int(1);
  json.Take();
  json.BeginArray().Int(2).EndArray();
  CHECK_EQ(json.Take(), "[2]");
}

TEST(text_is_escaped) {
  JsonWriter json;
  json.String(std::string("q\" b\\ n\n r\r t\t b\b f\f z\0 e\x1b", 26));
  CHECK_EQ(json.Take(), "\"q\\\" b\\\\ n\\n r\\r t\\t b\\b f\\f z\\u0000 e\\u001b\"");
}

TEST(a_key_is_escaped_like_a_text) {
  JsonWriter json;
  json.BeginObject().Key("a\"b").Int(-7).EndObject();
  CHECK_EQ(json.Take(), R"({"a\"b": -7})");
}

std::string Written(const std::string& text) {
  JsonWriter json;
  json.String(text);
  const std::string quoted = json.Take();
  return quoted.substr(1, quoted.size() - 2);
}

TEST(valid_utf8_stays_and_other_bytes_are_spelled) {
  const std::string fine = "gr\xC3\xBC\xC3\x9F \xE2\x82\xAC \xF0\x9F\x98\x80";
  CHECK_EQ(Written(fine), fine);
  CHECK_EQ(Written("a\xFFz"), R"(a\\xffz)");
  CHECK_EQ(Written("\xE2\x82z"), R"(\\xe2\\x82z)");              // a character that stops early
  CHECK_EQ(Written("\xC0\x80"), R"(\\xc0\\x80)");                // an overlong form
  CHECK_EQ(Written("\xED\xA0\x80"), R"(\\xed\\xa0\\x80)");        // a surrogate
  CHECK_EQ(Written("\xF4\x90\x80\x80"), R"(\\xf4\\x90\\x80\\x80)");  // beyond U+10FFFF
}

TEST(what_would_act_where_it_is_shown_is_escaped) {
  CHECK_EQ(Written("a\xE2\x80\xAEz\x7F\xC2\x9B"), R"(a\u202ez\u007f\u009b)");
  CHECK_EQ(Written("\xF3\xA0\x81\x81"), R"(\udb40\udc41)");  // a tag
  JsonWriter json;
  json.BeginArray().Raw("{\"a\": \"\xE2\x81\xA6 \\\\ \\\"\",\n\"b\": 1}").EndArray();
  CHECK_EQ(json.Take(), R"([{"a": "\u2066 \\ \"", "b": 1}])");
}

TEST(a_line_for_people_shows_what_would_act) {
  using runner::Printable;
  CHECK_EQ(Printable("a\x1b[2J\nb"), R"(a\u001b[2J\u000ab)");
  CHECK_EQ(Printable("\xE2\x80\xAEgnp.x \xC2\x9B \xFF \xF3\xA0\x81\x81 \xC3\xBC"), "\\u202egnp.x \\u009b \\xff \\U000e0041 \xC3\xBC");
  CHECK_EQ(Printable("C:\\x \"y\""), R"(C:\x "y")");
  CHECK_EQ(runner::PrintableLines("a\n\x1b"), "a\n\\u001b");
}

TEST(numbers_are_the_shortest_that_read_back) {
  const auto written = [](auto write) {
    JsonWriter json;
    write(json);
    return json.Take();
  };
  CHECK_EQ(written([](JsonWriter& json) { json.Float(0.1f); }), "0.1");
  CHECK_EQ(written([](JsonWriter& json) { json.Double(0.1); }), "0.1");
  CHECK_EQ(written([](JsonWriter& json) { json.Double(static_cast<double>(0.1f)); }), "0.10000000149011612");
  CHECK_EQ(written([](JsonWriter& json) { json.Double(5.0); }), "5");
  CHECK_EQ(written([](JsonWriter& json) { json.Int(std::numeric_limits<int64_t>::min()); }), "-9223372036854775808");
  const double third = 1.0 / 3.0;
  CHECK_EQ(std::strtod(written([&](JsonWriter& json) { json.Double(third); }).c_str(), nullptr), third);
}

TEST(numbers_that_json_does_not_have_are_null) {
  JsonWriter json;
  json.BeginArray();
  json.Double(std::numeric_limits<double>::quiet_NaN()).Double(-std::numeric_limits<double>::infinity());
  json.Float(std::numeric_limits<float>::infinity()).Float(std::numeric_limits<float>::quiet_NaN());
  json.EndArray();
  CHECK_EQ(json.Take(), "[null, null, null, null]");
}

TEST(the_locale_does_not_change_numbers) {
  for (const char* name : {"de_DE.UTF-8", "de_DE", "German_Germany.1252", "C"}) {
    if (std::setlocale(LC_ALL, name) != nullptr) break;
  }
  JsonWriter json;
  json.BeginArray().Double(1234567.5).Int(1234567).EndArray();
  CHECK_EQ(json.Take(), "[1234567.5, 1234567]");
  std::setlocale(LC_ALL, "C");
}

TEST(raw_json_stays_one_line) {
  JsonWriter json;
  json.BeginObject().Key("about").Raw("{\"a\":\r\n1}\n").Key("b").Int(2).EndObject();
  CHECK_EQ(json.Take(), "{\"about\": {\"a\":  1} , \"b\": 2}");
}
