#include "runner/core/formats/toml.h"

#include <utility>

#include "core/formats/toml_scanner.h"

namespace runner {
namespace {

constexpr int kMaxDepth = 32;
constexpr size_t kMaxKeys = 1000;  // of one table; keeps a hostile text's look-ups cheap

TomlValue MakeTable(int line) {
  TomlValue value;
  value.data = TomlValue::Table{};
  value.line = line;
  return value;
}

class TomlParser {
 public:
  explicit TomlParser(std::string_view text) : scan_(text) {}

  Result<TomlValue> Parse();

 private:
  Result<TomlValue*> ParseHeader(TomlValue& root);
  Result<Done> Name(const std::string& path, bool is_array);
  Result<TomlValue*> OpenTable(TomlValue& parent, const std::string& key, bool last, bool is_array);
  Result<Done> ParseMember(TomlValue& table, int depth);
  Result<TomlValue> ParseValue(int depth);
  Result<TomlValue> ParseArray(int depth);
  Result<TomlValue> ParseInlineTable(int depth);

  TomlScanner scan_;
  std::vector<std::string> named_;  // what [headers] have named: a second time is an error
};

Result<TomlValue> TomlParser::Parse() {
  TomlValue root = MakeTable(1);
  TomlValue* current = &root;
  while (true) {
    RUNNER_TRY(scan_.SkipBlanksAndLines());
    if (scan_.AtEnd()) return root;
    if (scan_.Peek() == '[') {
      RUNNER_ASSIGN(current, ParseHeader(root));
    } else {
      RUNNER_TRY(ParseMember(*current, 0));
    }
    RUNNER_TRY(scan_.EndLine());
  }
}

Result<TomlValue*> TomlParser::ParseHeader(TomlValue& root) {
  scan_.Accept('[');
  const bool is_array = scan_.Accept('[');
  TomlValue* table = &root;
  std::string path;
  for (int depth = 0;; ++depth) {
    if (depth >= kMaxDepth) return scan_.Wrong("the header has too many parts.");
    scan_.SkipBlanks();
    RUNNER_ASSIGN(const std::string key, scan_.ParseKey());
    scan_.SkipBlanks();
    const bool last = !scan_.Accept('.');
    path += std::to_string(key.size()) + ':' + key;
    RUNNER_ASSIGN(table, OpenTable(*table, key, last, is_array));
    if (last) break;
  }
  if (!scan_.Accept(']') || (is_array && !scan_.Accept(']')))
    return scan_.Wrong("the header's closing bracket is missing.");
  RUNNER_TRY(Name(path, is_array));
  return table;
}

// Remembers that a header named `path`. `path` of a [[header]] is a new element, in which everything may be named
// again.
Result<Done> TomlParser::Name(const std::string& path, bool is_array) {
  if (is_array) {
    std::vector<std::string> kept;
    for (std::string& name : named_) {
      if (name.compare(0, path.size(), path) != 0) kept.push_back(std::move(name));
    }
    named_ = std::move(kept);
    return Done{};
  }
  for (const std::string& name : named_) {
    if (name == path) return scan_.Wrong("the table is already there.");
  }
  if (named_.size() >= kMaxKeys) return scan_.Wrong("there are too many tables.");
  named_.push_back(path);
  return Done{};
}

// Steps from `parent` into `key`, making what is missing. The last part of a [[header]] appends an element.
Result<TomlValue*> TomlParser::OpenTable(TomlValue& parent, const std::string& key, bool last, bool is_array) {
  TomlValue::Table& members = *parent.table();
  TomlValue* found = parent.Find(key);
  if (found == nullptr) {
    if (members.size() >= kMaxKeys) return scan_.Wrong("the table has too many keys.");
    TomlValue fresh = MakeTable(scan_.line());
    if (last && is_array) {
      TomlValue list;
      list.line = scan_.line();
      list.data = TomlValue::Array{std::move(fresh)};
      fresh = std::move(list);
    }
    members.push_back({key, std::move(fresh)});
    found = &members.back().value;
  } else if (last && is_array) {
    TomlValue::Array* list = std::get_if<TomlValue::Array>(&found->data);
    if (list == nullptr || list->empty() || list->back().table() == nullptr) {
      return scan_.Wrong("\"" + key + "\" is already there and is not an array of tables.");
    }
    if (list->size() >= kMaxKeys) return scan_.Wrong("the array has too many tables.");
    list->push_back(MakeTable(scan_.line()));
  }
  if (TomlValue::Array* list = std::get_if<TomlValue::Array>(&found->data)) {
    if ((last && !is_array) || list->empty()) return scan_.Wrong("\"" + key + "\" is already there as an array.");
    found = &list->back();
  }
  if (found->table() == nullptr) return scan_.Wrong("\"" + key + "\" is already there and is not a table.");
  return found;
}

Result<Done> TomlParser::ParseMember(TomlValue& table, int depth) {
  RUNNER_ASSIGN(std::string key, scan_.ParseKey());
  scan_.SkipBlanks();
  if (scan_.Peek() == '.') return scan_.Wrong("keys with dots are not supported here; write a [table] header.");
  if (!scan_.Accept('=')) return scan_.Wrong("\"=\" is missing after the key \"" + key + "\".");
  scan_.SkipBlanks();
  if (table.Find(key) != nullptr) return scan_.Wrong("the key \"" + key + "\" is there twice.");
  if (table.table()->size() >= kMaxKeys) return scan_.Wrong("the table has too many keys.");
  RUNNER_ASSIGN(TomlValue value, ParseValue(depth));
  table.table()->push_back({std::move(key), std::move(value)});
  return Done{};
}

Result<TomlValue> TomlParser::ParseValue(int depth) {
  if (depth >= kMaxDepth) return scan_.Wrong("values are nested too deeply.");
  if (scan_.AtEnd()) return scan_.Wrong("a value is missing.");
  switch (scan_.Peek()) {
    case '"':
    case '\'': return scan_.ParseString();
    case '[': return ParseArray(depth);
    case '{': return ParseInlineTable(depth);
    default: return scan_.ParseWord();
  }
}

Result<TomlValue> TomlParser::ParseArray(int depth) {
  TomlValue value;
  value.line = scan_.line();
  TomlValue::Array items;
  scan_.Accept('[');
  RUNNER_TRY(scan_.SkipBlanksAndLines());
  while (!scan_.Accept(']')) {
    RUNNER_ASSIGN(TomlValue item, ParseValue(depth + 1));
    items.push_back(std::move(item));
    RUNNER_TRY(scan_.SkipBlanksAndLines());
    if (scan_.Accept(',')) {
      RUNNER_TRY(scan_.SkipBlanksAndLines());
    } else if (scan_.Peek() != ']') {
      return scan_.Wrong("a comma or the closing bracket of an array is missing.");
    }
  }
  value.data = std::move(items);
  return value;
}

Result<TomlValue> TomlParser::ParseInlineTable(int depth) {
  TomlValue value = MakeTable(scan_.line());
  scan_.Accept('{');
  scan_.SkipBlanks();
  if (scan_.Accept('}')) return value;
  while (true) {
    scan_.SkipBlanks();
    RUNNER_TRY(ParseMember(value, depth + 1));
    scan_.SkipBlanks();
    if (scan_.Accept('}')) return value;
    if (!scan_.Accept(',')) return scan_.Wrong("a comma or the closing brace of a table is missing.");
  }
}

}  // namespace

const TomlValue* TomlValue::Find(std::string_view key) const { return const_cast<TomlValue*>(this)->Find(key); }

TomlValue* TomlValue::Find(std::string_view key) {
  if (Table* members = table()) {
    for (TomlMember& member : *members) {
      if (member.key == key) return &member.value;
    }
  }
  return nullptr;
}

Result<TomlValue> ParseToml(std::string_view text) { return TomlParser(text).Parse(); }

}  // namespace runner
