// FlatBufferReader: bounds-checked access to tables and vectors of a FlatBuffer whose every offset may be wrong.
// Thread rule: one thread; the bytes must outlive it.
#ifndef RUNNER_SRC_CORE_TFLITE_FLATBUFFER_READER_H_
#define RUNNER_SRC_CORE_TFLITE_FLATBUFFER_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/byte_order.h"

namespace runner {

class FlatBufferReader {
 public:
  explicit FlatBufferReader(std::string_view bytes) : bytes_(bytes) {}

  std::optional<size_t> Root() const { return Follow(0); }

  // The place of field `number` of the table; nothing when it has its default.
  std::optional<size_t> Field(size_t table, int number) const {
    const std::optional<uint32_t> back = Read(table, 4);
    if (!back) return {};
    const int64_t vtable = static_cast<int64_t>(table) - static_cast<int32_t>(*back);
    if (vtable < 0) return {};
    const std::optional<uint32_t> bytes = Read(static_cast<size_t>(vtable), 2);
    const size_t entry = 4 + 2 * static_cast<size_t>(number);
    if (!bytes || entry + 2 > *bytes) return {};
    const std::optional<uint32_t> offset = Read(static_cast<size_t>(vtable) + entry, 2);
    if (!offset || *offset == 0 || table + *offset >= bytes_.size()) return {};
    return table + *offset;
  }

  // The number of `bytes` bytes (at most 4) in field `number`; 0 when it has its default.
  uint32_t Number(size_t table, int number, size_t bytes) const {
    const std::optional<size_t> field = Field(table, number);
    return field ? Read(*field, bytes).value_or(0) : 0;
  }

  // The number of entries that the vector in field `number` says it has, each of `width` bytes and all of them inside of the file.
  size_t Count(size_t table, int number, size_t width) const {
    const std::optional<size_t> vector = Vector(table, number);
    const size_t count = vector ? Read(*vector, 4).value_or(0) : 0;
    return vector && count <= (bytes_.size() - *vector) / width ? count : 0;
  }

  // The tables of the vector in field `number`.
  std::vector<size_t> Tables(size_t table, int number) {
    std::vector<size_t> tables;
    const size_t count = Taken(Count(table, number, 4));
    for (size_t i = 0; i < count; ++i) {
      const std::optional<size_t> item = Follow(*Vector(table, number) + 4 + 4 * i);
      if (!item) return tables;
      tables.push_back(*item);
    }
    return tables;
  }

  // The whole numbers of the vector in field `number`.
  std::vector<int32_t> Integers(size_t table, int number) {
    std::vector<int32_t> integers;
    const size_t count = Taken(Count(table, number, 4));
    for (size_t i = 0; i < count; ++i) {
      integers.push_back(static_cast<int32_t>(Read(*Vector(table, number) + 4 + 4 * i, 4).value_or(0)));
    }
    return integers;
  }

  // The number at place `index` of the vector in field `number`, whose entries have `width` bytes each (at most 8).
  uint64_t Entry(size_t table, int number, size_t index, size_t width) const {
    const std::optional<size_t> vector = Vector(table, number);
    return vector ? FindLittleEndian(bytes_, *vector + 4 + index * width, width).value_or(0) : 0;
  }

  // The table in field `number`.
  std::optional<size_t> Table(size_t table, int number) const { return Vector(table, number); }

  // The text in field `number`.
  std::string Text(size_t table, int number) {
    const size_t count = Taken(Count(table, number, 1));
    return count == 0 ? "" : std::string(bytes_.substr(*Vector(table, number) + 4, count));
  }

  // More entries were asked for than a file of these bytes has, because its vectors lie over each other. Reading them all
  // could take for ever; from here on vectors are empty.
  bool exhausted() const { return read_ > bytes_.size(); }

  // The place of the vector in field `number`: of its count, behind which its entries begin.
  std::optional<size_t> Vector(size_t table, int number) const {
    const std::optional<size_t> field = Field(table, number);
    return field ? Follow(*field) : field;
  }

 private:
  size_t Taken(size_t count) {
    read_ += count;
    return exhausted() ? 0 : count;
  }

  std::optional<size_t> Follow(size_t at) const {
    const std::optional<uint32_t> offset = Read(at, 4);
    if (!offset || *offset >= bytes_.size() - at) return {};
    return at + *offset;
  }

  std::optional<uint32_t> Read(size_t at, size_t bytes) const {
    const std::optional<uint64_t> value = FindLittleEndian(bytes_, at, bytes);
    if (!value) return {};
    return static_cast<uint32_t>(*value);
  }

  std::string_view bytes_;
  uint64_t read_ = 0;  // entries of vectors
};

}  // namespace runner

#endif  // RUNNER_SRC_CORE_TFLITE_FLATBUFFER_READER_H_
