#include "runner/model_file.h"

#include <cstdint>
#include <optional>

namespace runner {
namespace {

// Numbers of the fields in the schema's tables.
constexpr int kModelSubgraphs = 2;
constexpr int kSubgraphTensors = 0;
constexpr int kTensorIsVariable = 5;

// Walks a FlatBuffer whose every offset may be wrong.
class Walker {
 public:
  explicit Walker(std::string_view bytes) : bytes_(bytes) {}

  std::optional<size_t> Root() const { return Follow(0); }

  // Where field `number` of the table lies; nothing when it has its default.
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

  // The tables of the vector in field `number`.
  std::vector<size_t> Tables(size_t table, int number) const {
    std::vector<size_t> tables;
    const std::optional<size_t> field = Field(table, number);
    const std::optional<size_t> vector = field ? Follow(*field) : field;
    const std::optional<uint32_t> count = vector ? Read(*vector, 4) : std::nullopt;
    if (!count || *count > bytes_.size() / 4) return tables;
    for (size_t i = 0; i < *count; ++i) {
      const std::optional<size_t> item = Follow(*vector + 4 + 4 * i);
      if (!item) return tables;
      tables.push_back(*item);
    }
    return tables;
  }

 private:
  std::optional<size_t> Follow(size_t at) const {
    const std::optional<uint32_t> offset = Read(at, 4);
    if (!offset || *offset >= bytes_.size() - at) return {};
    return at + *offset;
  }

  std::optional<uint32_t> Read(size_t at, size_t bytes) const {
    if (at > bytes_.size() || bytes > bytes_.size() - at) return {};
    uint32_t value = 0;
    for (size_t i = 0; i < bytes; ++i) value |= static_cast<uint32_t>(static_cast<uint8_t>(bytes_[at + i])) << (8 * i);
    return value;
  }

  std::string_view bytes_;
};

}  // namespace

bool LooksLikeModel(std::string_view first_bytes) { return first_bytes.size() >= 8 && first_bytes.substr(4, 4) == "TFL3"; }

std::vector<size_t> VariableMarks(std::string_view model) {
  std::vector<size_t> marks;
  const Walker walker(model);
  const std::optional<size_t> root = walker.Root();
  if (!root) return marks;
  for (const size_t subgraph : walker.Tables(*root, kModelSubgraphs)) {
    for (const size_t tensor : walker.Tables(subgraph, kSubgraphTensors)) {
      const std::optional<size_t> mark = walker.Field(tensor, kTensorIsVariable);
      if (mark && model[*mark] != 0) marks.push_back(*mark);
    }
  }
  return marks;
}

}  // namespace runner
