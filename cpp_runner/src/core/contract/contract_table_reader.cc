#include "core/contract/contract_table_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace runner {
namespace {

constexpr int64_t kMostSizes = 8;

Failure WrongContract(std::string why) {
  return Failure::Usage("The contract is not valid", std::move(why),
                        "Correct the contract file, or export the model again to get a new one.");
}

// False when it is no number that a float can be.
bool Finite(const TomlValue& item, float& out) {
  const double number = item.number() != nullptr    ? *item.number()
                        : item.integer() != nullptr ? static_cast<double>(*item.integer())
                                                    : std::numeric_limits<double>::quiet_NaN();
  const bool finite = std::abs(number) <= static_cast<double>(std::numeric_limits<float>::max());
  if (finite) out = static_cast<float>(number);
  return finite;
}

}  // namespace

ContractTableReader::ContractTableReader(const TomlValue& value, std::string place) : value_(value), place_(std::move(place)) {
  if (value.table() == nullptr) failure_ = WrongContract("The " + place_ + " is not a table.");
}

void ContractTableReader::Refuse(std::string_view key, const std::string& why) {
  if (failure_) return;
  const TomlValue* found = value_.Find(key);
  const std::string line = found == nullptr ? "" : ", line " + std::to_string(found->line);
  failure_ = WrongContract("In the " + place_ + line + ", \"" + std::string(key) + "\" " + why);
}

const TomlValue* ContractTableReader::Take(std::string_view key) {
  known_.push_back(key);
  return failure_ ? nullptr : value_.Find(key);
}

void ContractTableReader::Require(std::string_view key) {
  if (value_.Find(key) == nullptr) Refuse(key, "is missing.");
}

void ContractTableReader::Read(std::string_view key, std::string& out) {
  const TomlValue* found = Take(key);
  if (found == nullptr) return;
  if (found->string() == nullptr) return Refuse(key, "must be a text in quotes.");
  out = *found->string();
}

void ContractTableReader::Read(std::string_view key, bool& out) {
  const TomlValue* found = Take(key);
  if (found == nullptr) return;
  if (found->boolean() == nullptr) return Refuse(key, "must be true or false.");
  out = *found->boolean();
}

void ContractTableReader::Read(std::string_view key, int& out) {
  const TomlValue* found = Take(key);
  if (found == nullptr) return;
  const int64_t* number = found->integer();
  if (number == nullptr || *number < 1 || *number > std::numeric_limits<int>::max()) {
    return Refuse(key, "must be a whole number of at least 1.");
  }
  out = static_cast<int>(*number);
}

void ContractTableReader::Read(std::string_view key, ElementType& out) {
  std::string name;
  Read(key, name);
  if (failure_ || value_.Find(key) == nullptr) return;
  out = ElementTypeFromName(name);
  if (out == ElementType::kNone) Refuse(key, "names the element type \"" + name + "\", which is not known.");
}

void ContractTableReader::Read(std::string_view key, Shape& out) {
  const TomlValue* found = Take(key);
  if (found == nullptr) return;
  const TomlValue::Array* items = found->array();
  if (items == nullptr || items->size() > kMostSizes) return Refuse(key, "must be an array of at most 8 whole numbers.");
  out.clear();
  for (const TomlValue& item : *items) {
    const int64_t* size = item.integer();
    if (size == nullptr || *size < -1 || *size == 0) {
      return Refuse(key, "must hold sizes of at least 1, or -1 where a size is not known.");
    }
    out.push_back(*size);
  }
}

void ContractTableReader::Read(std::string_view key, float& out) {
  const TomlValue* found = Take(key);
  if (found != nullptr && !Finite(*found, out)) Refuse(key, "must be a finite number.");
}

void ContractTableReader::Read(std::string_view key, std::vector<float>& out) {
  const bool given = value_.Find(key) != nullptr;
  ReadAny(key, out);
  if (given && out.empty()) Refuse(key, "must be an array of at least one number.");
}

void ContractTableReader::ReadAny(std::string_view key, std::vector<float>& out) {
  const TomlValue* found = Take(key);
  if (found == nullptr) return;
  const TomlValue::Array* items = found->array();
  if (items == nullptr) return Refuse(key, "must be an array of numbers.");
  out.clear();
  for (const TomlValue& item : *items) {
    out.push_back(0.0f);
    if (!Finite(item, out.back())) return Refuse(key, "must hold finite numbers only.");
  }
}

void ContractTableReader::Read(std::string_view key, std::vector<std::string>& out) {
  const TomlValue* found = Take(key);
  if (found == nullptr) return;
  const TomlValue::Array* items = found->array();
  if (items == nullptr) return Refuse(key, "must be an array of texts in quotes.");
  out.clear();
  for (const TomlValue& item : *items) {
    if (item.string() == nullptr) return Refuse(key, "must be an array of texts in quotes.");
    out.push_back(*item.string());
  }
}

std::optional<size_t> ContractTableReader::Choose(std::string_view key, const std::string_view* names, size_t count) {
  std::string word;
  Read(key, word);
  if (failure_ || value_.Find(key) == nullptr) return std::nullopt;
  std::string all;
  for (size_t i = 0; i < count; ++i) {
    if (names[i] == word) return i;
    all += (i == 0 ? "\"" : ", \"") + std::string(names[i]) + '"';
  }
  Refuse(key, "is \"" + word + "\" and must be one of " + all + ".");
  return std::nullopt;
}

const TomlValue::Array& ContractTableReader::Tables(std::string_view key) {
  static const TomlValue::Array kNone;
  const TomlValue* found = Take(key);
  if (found == nullptr) return kNone;
  if (found->array() == nullptr) {
    Refuse(key, "must be an array of tables.");
    return kNone;
  }
  return *found->array();
}

Result<Done> ContractTableReader::Finish() const {
  if (failure_) return *failure_;
  for (const TomlMember& member : *value_.table()) {
    if (std::find(known_.begin(), known_.end(), member.key) == known_.end()) {
      return WrongContract("In the " + place_ + ", line " + std::to_string(member.value.line) + ", the key \"" +
                           member.key + "\" is not known.");
    }
  }
  return Done{};
}

}  // namespace runner
