// JsonWriter: writes one JSON value as one line of UTF-8 text, piece by piece, without building a tree.
// Numbers are the shortest that read back as the same float or double, whatever the locale.
// Thread rule: one writer belongs to one thread at a time.
#ifndef RUNNER_CORE_FORMATS_JSON_WRITER_H_
#define RUNNER_CORE_FORMATS_JSON_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace runner {

class JsonWriter {
 public:
  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();
  // The name of the object's next member; its value follows.
  JsonWriter& Key(std::string_view name);
  // Writes what must not act where it is shown as an escape (text_escaping.h).
  JsonWriter& String(std::string_view text);
  // The same, but null where it is empty.
  JsonWriter& StringOrNull(std::string_view text);
  JsonWriter& Int(int64_t value);
  // NaN and infinities become null.
  JsonWriter& Double(double value);
  JsonWriter& Float(float value);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();
  // Text that is one JSON value already; line breaks in it become spaces, so that the result stays one line.
  JsonWriter& Raw(std::string_view json);

  // The text so far; the writer is empty afterwards.
  std::string Take();

 private:
  void Separate();

  std::string text_;
  std::vector<bool> has_items_;  // one an open object or array
  bool after_key_ = false;
};

}  // namespace runner

#endif  // RUNNER_CORE_FORMATS_JSON_WRITER_H_
