// ContractTableReader: typed look-ups in one object of a contract, which remember the first thing that is wrong.
// A missing key leaves its target as it is, so a struct's own defaults are the contract's.
// Thread rule: one reader belongs to one thread; it points into the JSON document, which must outlive it.
#ifndef RUNNER_SRC_CORE_CONTRACT_CONTRACT_TABLE_READER_H_
#define RUNNER_SRC_CORE_CONTRACT_CONTRACT_TABLE_READER_H_

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/formats/json_reader.h"

namespace runner {

class ContractTableReader {
 public:
  // `place` is what failures call the object: "input 1".
  ContractTableReader(const JsonValue& value, std::string place);

  void Require(std::string_view key);
  void Read(std::string_view key, std::string& out);
  void Read(std::string_view key, bool& out);
  // At least 1.
  void Read(std::string_view key, int& out);
  void Read(std::string_view key, int& out, int least, int most);
  void Read(std::string_view key, ElementType& out);
  void Read(std::string_view key, Shape& out);
  // Finite.
  void Read(std::string_view key, float& out);
  // At least one, all finite.
  void Read(std::string_view key, std::vector<float>& out);
  // Finite ones, or none.
  void ReadAny(std::string_view key, std::vector<float>& out);
  void Read(std::string_view key, std::vector<std::string>& out);
  // One of `names`, whose order is the enum's.
  template <typename Enum, size_t N>
  void Read(std::string_view key, const std::array<std::string_view, N>& names, Enum& out) {
    if (const std::optional<size_t> index = Choose(key, names.data(), N)) out = static_cast<Enum>(*index);
  }
  // The objects of an array; none when the key is missing.
  std::vector<JsonValue> Objects(std::string_view key);

  void Refuse(std::string_view key, const std::string& why);
  // The first failure, or one about a key that was never asked for.
  Result<Done> Finish() const;

 private:
  const JsonValue* Find(std::string_view key) const;
  const JsonValue* Take(std::string_view key);
  // The items of an array; nothing, and a failure that says what it must be, where it is none.
  std::optional<std::vector<JsonValue>> TakeArray(std::string_view key, const char* must_be);
  std::optional<size_t> Choose(std::string_view key, const std::string_view* names, size_t count);

  std::vector<std::pair<std::string, JsonValue>> members_;
  std::string place_;
  std::vector<std::string_view> known_;
  std::optional<Failure> failure_;
};

}  // namespace runner

#endif  // RUNNER_SRC_CORE_CONTRACT_CONTRACT_TABLE_READER_H_
