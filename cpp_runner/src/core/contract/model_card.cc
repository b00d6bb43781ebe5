#include "runner/core/contract/model_card.h"

#include "runner/core/formats/json_reader.h"

namespace runner {
namespace {

constexpr int kDeepest = 64;

// Copies a value without the space between its parts, and notes what stands at its path.
class CardReader {
 public:
  // False for what may not be in a card: numbers that are not finite, and nesting without end.
  bool Read(const JsonValue& value, const std::string& path, int depth) {
    switch (value.kind()) {
      case JsonKind::kNotFinite: return false;
      case JsonKind::kObject: return depth < kDeepest && Object(value, path, depth + 1);
      case JsonKind::kArray: return depth < kDeepest && Array(value, path, depth + 1);
      case JsonKind::kString:
        card.json += "\"" + std::string(value.raw()) + "\"";
        Note(path, value.text());
        return true;
      default:
        card.json += value.raw();
        if (value.kind() != JsonKind::kNull) Note(path, std::string(value.raw()));
        return true;
    }
  }

  ModelCard card;

 private:
  bool Object(const JsonValue& value, const std::string& path, int depth) {
    bool read = true;
    card.json += '{';
    bool first = true;
    const std::vector<JsonValue> parts = value.items();
    for (size_t i = 0; read && i + 1 < parts.size(); i += 2) {
      const std::string name = parts[i].text();
      card.json += (first ? "\"" : ",\"") + std::string(parts[i].raw()) + "\":";
      first = false;
      if (depth == 1 && parts[i + 1].kind() == JsonKind::kString) {
        if (name == "name") card.name = parts[i + 1].text();
        if (name == "version") card.version = parts[i + 1].text();
      }
      read = Read(parts[i + 1], path.empty() ? name : path + "." + name, depth);
    }
    card.json += '}';
    return read;
  }

  bool Array(const JsonValue& value, const std::string& path, int depth) {
    bool first = true;
    card.json += '[';
    for (const JsonValue& item : value.items()) {
      card.json += first ? "" : ",";
      first = false;
      if (!Read(item, path, depth)) return false;
    }
    card.json += ']';
    return true;
  }

  // The parts of a list follow each other.
  void Note(const std::string& path, const std::string& value) {
    const bool goes_on = !card.facts.empty() && card.facts.back().first == path;
    if (!goes_on) card.facts.push_back({path, value});
    if (goes_on) card.facts.back().second += ", " + value;
  }
};

Failure UnreadableCard(const std::string& path) {
  return Failure::CannotRun("The model card cannot be read: " + path, "It is not one JSON object; it is damaged or cut off.",
                            "Unpack the program again.");
}

}  // namespace

std::string ModelCard::Fact(std::string_view path) const {
  for (const auto& [key, value] : facts) {
    if (key == path) return value;
  }
  return "";
}

Result<ModelCard> ParseModelCard(std::string_view text, const std::string& path) {
  const Result<JsonDocument> document = JsonDocument::Parse(text);
  CardReader reader;
  const bool read = document.ok() && document.value().root().kind() == JsonKind::kObject &&
                    reader.Read(document.value().root(), "", 0);
  if (!read) return UnreadableCard(path);
  return std::move(reader.card);
}

}  // namespace runner
