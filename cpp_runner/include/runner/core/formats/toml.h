// ParseToml: the part of TOML 1.0 that a contract needs, as plain values in the order of the text.
// Read are keys (bare, "basic", 'literal'), strings on one line, decimal integers, floats, booleans, arrays, inline
// tables, [table] and [[array of tables]] headers and comments. Multi-line strings, dates, dotted keys before a `=` and
// hexadecimal, octal and binary integers are refused by name.
// Thread rule: functions without state; plain values, owned by one thread at a time.
#ifndef RUNNER_CORE_FORMATS_TOML_H_
#define RUNNER_CORE_FORMATS_TOML_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runner/core/base/result.h"

namespace runner {

struct TomlMember;

struct TomlValue {
  using Array = std::vector<TomlValue>;
  using Table = std::vector<TomlMember>;  // in the order of the text

  std::variant<std::string, int64_t, double, bool, Array, Table> data;
  int line = 0;  // where it begins, from 1

  const std::string* string() const { return std::get_if<std::string>(&data); }
  const int64_t* integer() const { return std::get_if<int64_t>(&data); }
  const double* number() const { return std::get_if<double>(&data); }
  const bool* boolean() const { return std::get_if<bool>(&data); }
  const Array* array() const { return std::get_if<Array>(&data); }
  const Table* table() const { return std::get_if<Table>(&data); }
  Table* table() { return std::get_if<Table>(&data); }

  // The member of a table; null when there is none or this is not a table.
  const TomlValue* Find(std::string_view key) const;
  TomlValue* Find(std::string_view key);
};

struct TomlMember {
  std::string key;
  TomlValue value;
};

// The whole text as one table. The failure names the line.
Result<TomlValue> ParseToml(std::string_view text);

}  // namespace runner

#endif  // RUNNER_CORE_FORMATS_TOML_H_
