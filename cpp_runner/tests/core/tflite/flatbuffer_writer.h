// Writes the FlatBuffers of small .tflite files for tests.
#ifndef RUNNER_TESTS_CORE_TFLITE_FLATBUFFER_WRITER_H_
#define RUNNER_TESTS_CORE_TFLITE_FLATBUFFER_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace runner_test {

// Writes the few tables of the schema that are needed, from the root on; offsets point forwards as in every FlatBuffer.
class Writer {
 public:
  Writer() : bytes_(8, '\0') { bytes_.replace(4, 4, "TFL3"); }

  // A table whose `fields` are each 4 bytes: numbers, or places for offsets. Returns where its first field is.
  size_t Table(size_t fields) {
    const size_t vtable = bytes_.size();
    Append(4 + 2 * fields, 2);
    Append(4 + 4 * fields, 2);
    for (size_t i = 0; i < fields; ++i) Append(4 + 4 * i, 2);
    while (bytes_.size() % 4 != 0) bytes_ += '\0';
    const size_t table = bytes_.size();
    Append(table - vtable, 4);
    bytes_.append(4 * fields, '\0');
    return table + 4;
  }
  size_t Vector(const std::vector<uint32_t>& values) {
    const size_t at = bytes_.size();
    Append(values.size(), 4);
    for (const uint32_t value : values) Append(value, 4);
    return at;
  }
  void Set(size_t at, uint64_t value) {
    for (size_t i = 0; i < 4; ++i) bytes_[at + i] = static_cast<char>((value >> (8 * i)) & 0xff);
  }
  void Point(size_t at, size_t target) { Set(at, target - at); }
  // A table begins 4 bytes before its first field.
  void PointToTable(size_t at, size_t fields) { Point(at, fields - 4); }
  void PadTo(size_t size) { bytes_.resize(size, '\0'); }
  const std::string& bytes() const { return bytes_; }

 private:
  void Append(uint64_t value, size_t width) {
    for (size_t i = 0; i < width; ++i) bytes_ += static_cast<char>((value >> (8 * i)) & 0xff);
  }

  std::string bytes_;
};

}  // namespace runner_test

#endif  // RUNNER_TESTS_CORE_TFLITE_FLATBUFFER_WRITER_H_
