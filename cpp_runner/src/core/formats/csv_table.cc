#include "core/formats/csv_table.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>

#include "core/base/string_utils.h"

namespace runner {
namespace {

using Fields = std::vector<std::string>;

// A table is in memory as a whole, some hundred bytes for each of its rows and 8 for each of its numbers.
constexpr size_t kMostTableBytes = size_t{256} << 20;
constexpr size_t kMostRows = 1'000'000;
constexpr size_t kMostFields = 1'000'000;  // of one row: each is a text of its own
constexpr size_t kMostShown = 40;

Failure UnreadableTable(const std::string& name, std::string why, std::string remedy) {
  return Failure::Usage("The table " + name + " cannot be read", std::move(why), std::move(remedy));
}

// What separates the fields of the first line, outside of quotes.
char SeparatorOf(std::string_view text) {
  size_t semicolons = 0;
  size_t tabs = 0;
  bool quoted = false;
  for (const char letter : text) {
    if (letter == '"') quoted = !quoted;
    if (quoted) continue;
    if (letter == '\n' || letter == '\r') break;
    semicolons += letter == ';' ? 1 : 0;
    tabs += letter == '\t' ? 1 : 0;
  }
  // Commas between semicolons are decimal ones.
  if (semicolons > 0) return ';';
  return tabs > 0 ? '\t' : ',';
}

class TableScanner {
 public:
  TableScanner(std::string_view text, char separator) : text_(text), separator_(separator) {}

  bool AtEnd() const { return at_ >= text_.size(); }

  // One row; a row of one empty field for an empty line. It ends behind `kMostFields` + 1 fields, wherever its line does.
  Fields Row() {
    Fields fields;
    do {
      fields.push_back(Field());
    } while (!AtEnd() && text_[at_++] == separator_ && fields.size() <= kMostFields);
    if (at_ > 0 && text_[at_ - 1] == '\r' && !AtEnd() && text_[at_] == '\n') ++at_;
    return fields;
  }

 private:
  bool AtFieldEnd() const { return AtEnd() || text_[at_] == separator_ || text_[at_] == '\n' || text_[at_] == '\r'; }

  std::string Field() {
    std::string field;
    while (!AtEnd() && text_[at_] == ' ') ++at_;
    const bool quoted = !AtEnd() && text_[at_] == '"';
    if (quoted) ++at_;
    while (quoted && !AtEnd()) {
      if (text_[at_] == '"' && text_.substr(at_, 2) != "\"\"") break;
      at_ += text_[at_] == '"' ? 1 : 0;
      field += text_[at_++];
    }
    if (quoted && !AtEnd()) ++at_;
    while (!AtFieldEnd()) field += text_[at_++];
    return Trimmed(field, " \t");
  }

  std::string_view text_;
  char separator_;
  size_t at_ = 0;
};

// A finite number; with a comma for the point where commas do not separate.
std::optional<double> NumberIn(std::string text, char separator) {
  if (separator != ',' && text.find('.') == std::string::npos) std::replace(text.begin(), text.end(), ',', '.');
  const bool plain = !text.empty() && text.find_first_not_of("0123456789+-.eE") == std::string::npos;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (!plain || *end != '\0' || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool IsHeader(const Fields& fields, char separator) {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const std::string& field) { return !field.empty() && !NumberIn(field, separator); });
}

// Where each wanted column is; by position where the contract names none.
Result<std::vector<size_t>> PlacesOf(const Fields& header, const std::vector<std::string>& columns, size_t count,
                                     const std::string& name) {
  std::vector<size_t> places;
  for (size_t i = 0; i < count; ++i) {
    if (columns.size() != count) {
      places.push_back(i);
      continue;
    }
    const auto found = std::find(header.begin(), header.end(), columns[i]);
    if (found == header.end()) {
      return UnreadableTable(name, "It has no column \"" + columns[i] + "\".",
                             "Add the column, or leave the row of names out and keep the order of the columns.");
    }
    places.push_back(static_cast<size_t>(found - header.begin()));
  }
  return places;
}

std::string OutputPicture(const std::string& text) { return text.size() <= kMostShown ? text : text.substr(0, kMostShown) + "..."; }

Result<std::vector<double>> ValuesOf(const Fields& fields, const std::vector<size_t>& places, bool exact, char separator,
                                     const std::vector<std::string>& columns, int64_t row) {
  const std::string what = "Row " + std::to_string(row) + " cannot be answered";
  const auto column = [&](size_t i) {
    return i < columns.size() ? "\"" + columns[i] + "\"" : std::to_string(places[i] + 1);
  };
  if (exact && fields.size() != places.size()) {
    return Failure::Usage(what, "It has " + std::to_string(fields.size()) + " fields and the model takes " +
                                    std::to_string(places.size()) + ".",
                          "Give one number for each column.");
  }
  std::vector<double> values;
  for (size_t i = 0; i < places.size(); ++i) {
    const std::string text = places[i] < fields.size() ? fields[places[i]] : "";
    const std::optional<double> value = NumberIn(text, separator);
    if (!value) {
      return Failure::Usage(what, "In row " + std::to_string(row) + ", column " + column(i) + ", there is " +
                                      (text.empty() ? "nothing" : "\"" + OutputPicture(text) + "\"") + " where a number is needed.",
                            "Put a number there.");
    }
    values.push_back(*value);
  }
  return values;
}

}  // namespace

bool IsText(std::string_view bytes) { return bytes.substr(0, 4096).find('\0') == std::string_view::npos; }

Result<std::vector<TableRow>> ReadTable(std::string_view bytes, const std::vector<std::string>& columns, size_t count,
                                        const std::string& name) {
  if (bytes.size() > kMostTableBytes) {
    return UnreadableTable(name, "It is larger than " + std::to_string(kMostTableBytes >> 20) + " MiB.",
                           "Split it into smaller files.");
  }
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") bytes.remove_prefix(3);
  const char separator = SeparatorOf(bytes);
  TableScanner scanner(bytes, separator);
  std::vector<TableRow> rows;
  std::vector<size_t> places;
  bool by_name = false;
  int64_t number = 0;
  while (!scanner.AtEnd()) {
    const Fields fields = scanner.Row();
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (fields.size() > kMostFields || rows.size() == kMostRows) {
      return UnreadableTable(name, std::string("It has more than a million ") + (rows.size() == kMostRows ? "rows." : "fields in a row."),
                             "Split it into smaller files.");
    }
    if (places.empty()) {
      if (count == 0) count = columns.empty() ? fields.size() : columns.size();
      const bool header = IsHeader(fields, separator);
      by_name = header && columns.size() == count;
      RUNNER_ASSIGN(places, PlacesOf(fields, header ? columns : Fields(), count, name));
      if (header) continue;
    }
    ++number;
    rows.push_back({number, ValuesOf(fields, places, !by_name, separator, columns, number)});
  }
  if (rows.empty()) return UnreadableTable(name, "It has no row of numbers.", "Give at least one row.");
  return rows;
}

}  // namespace runner
