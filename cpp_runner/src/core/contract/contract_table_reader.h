// ContractTableReader: typed look-ups in one table of a contract, which remember the first thing that is wrong.
// A missing key leaves its target as it is, so a struct's own defaults are the contract's.
// Thread rule: one reader belongs to one thread; it points into the TOML value, which must outlive it.
#ifndef RUNNER_SRC_CORE_CONTRACT_CONTRACT_TABLE_READER_H_
#define RUNNER_SRC_CORE_CONTRACT_CONTRACT_TABLE_READER_H_

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"
#include "runner/core/base/tensor.h"
#include "runner/core/formats/toml.h"

namespace runner {

class ContractTableReader {
 public:
  // `place` is what failures call the table: "input 1".
  ContractTableReader(const TomlValue& value, std::string place);

  void Require(std::string_view key);
  void Read(std::string_view key, std::string& out);
  void Read(std::string_view key, bool& out);
  // At least 1.
  void Read(std::string_view key, int& out);
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
  // The tables of an array; none when the key is missing.
  const TomlValue::Array& Tables(std::string_view key);

  void Refuse(std::string_view key, const std::string& why);
  // The first failure, or one about a key that was never asked for.
  Result<Done> Finish() const;

 private:
  const TomlValue* Take(std::string_view key);
  std::optional<size_t> Choose(std::string_view key, const std::string_view* names, size_t count);

  const TomlValue& value_;
  std::string place_;
  std::vector<std::string_view> known_;
  std::optional<Failure> failure_;
};

}  // namespace runner

#endif  // RUNNER_SRC_CORE_CONTRACT_CONTRACT_TABLE_READER_H_
