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
bool Finite(const JsonValue& item, float& out) {
  const double number = item.kind() == JsonKind::kNumber ? item.number() : std::numeric_limits<double>::quiet_NaN();
  const bool finite = std::abs(number) <= static_cast<double>(std::numeric_limits<float>::max());
  if (finite) out = static_cast<float>(number);
  return finite;
}

// A number that is written without fraction and exponent; nothing for any other value.
std::optional<int64_t> Integer(const JsonValue& item) {
  constexpr size_t kMostDigits = 18;  // fewer than int64_t has at most
  if (item.kind() != JsonKind::kNumber) return std::nullopt;
  std::string_view digits = item.raw();
  const bool negative = digits.substr(0, 1) == "-";
  if (negative) digits.remove_prefix(1);
  if (digits.size() > kMostDigits || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  int64_t number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return negative ? -number : number;
}

}  // namespace

ContractTableReader::ContractTableReader(const JsonValue& value, std::string place) : place_(std::move(place)) {
  if (value.kind() != JsonKind::kObject) {
    failure_ = WrongContract("The " + place_ + " is not an object.");
    return;
  }
  value.ForEachMember([this](std::string name, const JsonValue& member) {
    if (Find(name) != nullptr) Refuse(name, "is there twice.");
    members_.emplace_back(std::move(name), member);
  });
}

void ContractTableReader::Refuse(std::string_view key, const std::string& why) {
  if (!failure_) failure_ = WrongContract("In the " + place_ + ", \"" + std::string(key) + "\" " + why);
}

const JsonValue* ContractTableReader::Find(std::string_view key) const {
  for (const auto& [name, value] : members_) {
    if (name == key) return &value;
  }
  return nullptr;
}

const JsonValue* ContractTableReader::Take(std::string_view key) {
  known_.push_back(key);
  return failure_ ? nullptr : Find(key);
}

std::optional<std::vector<JsonValue>> ContractTableReader::TakeArray(std::string_view key, const char* must_be) {
  const JsonValue* const found = Take(key);
  if (found == nullptr) return std::nullopt;
  if (found->kind() == JsonKind::kArray) return found->items();
  Refuse(key, must_be);
  return std::nullopt;
}

void ContractTableReader::Require(std::string_view key) {
  if (Find(key) == nullptr) Refuse(key, "is missing.");
}

void ContractTableReader::Read(std::string_view key, std::string& out) {
  const JsonValue* const found = Take(key);
  if (found == nullptr) return;
  if (found->kind() != JsonKind::kString) return Refuse(key, "must be a text in quotes.");
  out = found->text();
}

void ContractTableReader::Read(std::string_view key, bool& out) {
  const JsonValue* const found = Take(key);
  if (found == nullptr) return;
  if (found->kind() != JsonKind::kTrue && found->kind() != JsonKind::kFalse) return Refuse(key, "must be true or false.");
  out = found->kind() == JsonKind::kTrue;
}

void ContractTableReader::Read(std::string_view key, int& out) { Read(key, out, 1, std::numeric_limits<int>::max()); }

void ContractTableReader::Read(std::string_view key, int& out, int least, int most) {
  const JsonValue* const found = Take(key);
  if (found == nullptr) return;
  const std::optional<int64_t> number = Integer(*found);
  if (!number || *number < least || *number > most) {
    const bool open = most == std::numeric_limits<int>::max();
    return Refuse(key, "must be a whole number of at least " + std::to_string(least) + (open ? "." : " and at most " + std::to_string(most) + "."));
  }
  out = static_cast<int>(*number);
}

void ContractTableReader::Read(std::string_view key, ElementType& out) {
  std::string name;
  Read(key, name);
  if (failure_ || Find(key) == nullptr) return;
  out = ElementTypeFromName(name);
  if (out == ElementType::kNone) Refuse(key, "names the element type \"" + name + "\", which is not known.");
}

void ContractTableReader::Read(std::string_view key, Shape& out) {
  constexpr char kMustBe[] = "must be an array of at most 8 whole numbers.";
  const std::optional<std::vector<JsonValue>> items = TakeArray(key, kMustBe);
  if (!items) return;
  if (items->size() > kMostSizes) return Refuse(key, kMustBe);
  out.clear();
  for (const JsonValue& item : *items) {
    const std::optional<int64_t> size = Integer(item);
    if (!size || *size < -1 || *size == 0) {
      return Refuse(key, "must hold sizes of at least 1, or -1 where a size is not known.");
    }
    out.push_back(*size);
  }
}

void ContractTableReader::Read(std::string_view key, float& out) {
  const JsonValue* const found = Take(key);
  if (found != nullptr && !Finite(*found, out)) Refuse(key, "must be a finite number.");
}

void ContractTableReader::Read(std::string_view key, std::vector<float>& out) {
  const bool given = Find(key) != nullptr;
  ReadAny(key, out);
  if (given && out.empty()) Refuse(key, "must be an array of at least one number.");
}

void ContractTableReader::ReadAny(std::string_view key, std::vector<float>& out) {
  const std::optional<std::vector<JsonValue>> items = TakeArray(key, "must be an array of numbers.");
  if (!items) return;
  out.clear();
  for (const JsonValue& item : *items) {
    out.push_back(0.0f);
    if (!Finite(item, out.back())) return Refuse(key, "must hold finite numbers only.");
  }
}

void ContractTableReader::Read(std::string_view key, std::vector<std::string>& out) {
  constexpr char kMustBe[] = "must be an array of texts in quotes.";
  const std::optional<std::vector<JsonValue>> items = TakeArray(key, kMustBe);
  if (!items) return;
  out.clear();
  for (const JsonValue& item : *items) {
    if (item.kind() != JsonKind::kString) return Refuse(key, kMustBe);
    out.push_back(item.text());
  }
}

std::optional<size_t> ContractTableReader::Choose(std::string_view key, const std::string_view* names, size_t count) {
  std::string word;
  Read(key, word);
  if (failure_ || Find(key) == nullptr) return std::nullopt;
  std::string all;
  for (size_t i = 0; i < count; ++i) {
    if (names[i] == word) return i;
    all += (i == 0 ? "\"" : ", \"") + std::string(names[i]) + '"';
  }
  Refuse(key, "is \"" + word + "\" and must be one of " + all + ".");
  return std::nullopt;
}

std::vector<JsonValue> ContractTableReader::Objects(std::string_view key) {
  return TakeArray(key, "must be an array of objects.").value_or(std::vector<JsonValue>());
}

Result<Done> ContractTableReader::Finish() const {
  if (failure_) return *failure_;
  for (const auto& [name, value] : members_) {
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
      return WrongContract("In the " + place_ + ", the key \"" + name + "\" is not known.");
    }
  }
  return Done{};
}

}  // namespace runner
