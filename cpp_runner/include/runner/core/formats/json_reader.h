// JsonDocument: one JSON value (RFC 8259) as a list of nodes that point into its text; numbers and texts are decoded when
// they are asked for, so that a long list of numbers takes twelve bytes each.
// Thread rule: a document that nobody changes may be read by several threads; its text must outlive it, it its values.
#ifndef RUNNER_CORE_FORMATS_JSON_READER_H_
#define RUNNER_CORE_FORMATS_JSON_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"

namespace runner {

// kNotFinite: NaN, Infinity and -Infinity, which Python writes though JSON has none of them.
enum class JsonKind : uint8_t { kNull, kFalse, kTrue, kNumber, kNotFinite, kString, kArray, kObject };

class JsonDocument;

// One value of a document; cheap to copy.
class JsonValue {
 public:
  JsonKind kind() const;
  // As it is written; of lists and objects only the bracket that opens them.
  std::string_view raw() const;
  // Of a number; infinite where it is too large for a double.
  double number() const;
  // Of a string, decoded: UTF-8, a surrogate without its other half as U+FFFD.
  std::string text() const;

  // The values of a list. Of an object names and values in turn.
  std::vector<JsonValue> items() const;
  // Calls `each(name, value)` for the members of an object, in their order.
  template <typename Each>
  void ForEachMember(Each each) const {
    const std::vector<JsonValue> parts = items();
    for (size_t i = 0; i + 1 < parts.size(); i += 2) each(parts[i].text(), parts[i + 1]);
  }

 private:
  friend class JsonDocument;
  JsonValue(const JsonDocument* document, uint32_t node) : document_(document), node_(node) {}

  const JsonDocument* document_;
  uint32_t node_;
};

class JsonDocument {
 public:
  static constexpr size_t kMostBytes = size_t{64} << 20;
  static constexpr size_t kDeepest = 500;

  // `text` is UTF-8. The failure names line and column, in characters from 1.
  static Result<JsonDocument> Parse(std::string_view text);

  JsonValue root() const { return {this, 0}; }

 private:
  friend class JsonValue;
  friend class JsonParser;

  struct Node {
    uint32_t begin;  // in the text, behind a string's quote
    uint32_t end;
    uint32_t next : 29;  // the node behind this value and all that is in it
    uint32_t kind : 3;
  };
  static_assert(sizeof(Node) == 12, "a long list must not take more");

  std::string_view text_;
  std::vector<Node> nodes_;
};

}  // namespace runner

#endif  // RUNNER_CORE_FORMATS_JSON_READER_H_
