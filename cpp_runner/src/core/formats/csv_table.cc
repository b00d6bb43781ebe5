#include "core/formats/csv_table.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "core/base/utf8.h"
#include "core/formats/csv_scanner.h"
#include "core/formats/text_decoding.h"

namespace runner {
namespace {

using Cells = std::vector<std::string>;

// A table is in memory as a whole, some hundred bytes for each of its rows and 8 for each of its numbers.
constexpr size_t kMostTableBytes = size_t{256} << 20;
constexpr size_t kMostRows = 1'000'000;
constexpr size_t kMostShown = 40;  // characters of a cell
constexpr size_t kMostListed = 12;  // names

bool IsDecimal(std::string_view text) {
  size_t at = 0;
  const auto digits = [&] {
    const size_t start = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - start;
  };
  const auto sign = [&] { at += at < text.size() && (text[at] == '+' || text[at] == '-') ? 1 : 0; };
  sign();
  size_t count = digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    count += digits();
  }
  if (count == 0) return false;
  if (at == text.size()) return true;
  if (text[at] != 'e' && text[at] != 'E') return false;
  ++at;
  sign();
  return digits() > 0 && at == text.size();
}

// A finite number; with one comma for the point where commas do not part the cells.
std::optional<double> NumberIn(std::string_view cell, char separator) {
  std::string text(TrimmedText(cell));
  if (separator != ',' && std::count(text.begin(), text.end(), ',') == 1) std::replace(text.begin(), text.end(), ',', '.');
  if (!IsDecimal(text)) return std::nullopt;
  const double value = std::strtod(text.c_str(), nullptr);
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

size_t PlaceOf(const Cells& names, const std::string& name) {
  return static_cast<size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

std::string ColumnList(const Cells& names) {
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kMostListed); ++i) text += (i == 0 ? "\"" : ", \"") + names[i] + "\"";
  return names.size() <= kMostListed ? text : text + " and " + std::to_string(names.size() - kMostListed) + " more";
}

std::string ShownCell(std::string_view cell) {
  if (CharacterCount(cell) <= kMostShown) return std::string(cell);
  return std::string(FirstCharacters(cell, kMostShown - 3)) + "...";
}

Failure NoNumberIn(const std::string& where, std::string_view cell) {
  if (cell.empty()) {
    return Failure::Usage(where + " is empty", "The model needs a number in every column.", "Fill it in or leave the row out.");
  }
  return Failure::Usage(where + " is no number", "It holds \"" + ShownCell(cell) + "\".", "Write a number, or remove the row.");
}

class TableReader {
 public:
  TableReader(const Cells& columns, size_t count, size_t step, char separator)
      : columns_(columns), whole_(count), step_(step), count_(!columns.empty() ? columns.size() : count != 0 ? count : step), separator_(separator) {}

  // Whether the rows have the numbers of a step.
  bool steps() const { return step_ != 0 && count_ == step_; }

  bool IsHeader(const Cells& cells) const {
    const auto is_number = [this](const std::string& cell) { return NumberIn(cell, separator_).has_value(); };
    if (std::none_of(cells.begin(), cells.end(), is_number)) return true;
    const Cells names = Names(cells);
    const bool named = std::all_of(columns_.begin(), columns_.end(),
                                   [&](const std::string& column) { return PlaceOf(names, column) < names.size(); });
    return named && !columns_.empty() && !std::all_of(cells.begin(), cells.end(), is_number);
  }

  static Cells Names(const Cells& cells) {
    Cells names;
    for (const std::string& cell : cells) names.emplace_back(TrimmedText(cell));
    return names;
  }

  // Finds the columns in a header; nothing to find where the model names none, and in one for whole samples of named steps.
  Result<Done> TakeHeader(const Cells& header) {
    unnamed_ = header[0].empty();
    for (const std::string& column : columns_) {
      const size_t place = PlaceOf(header, column);
      if (place == header.size() && steps() && Fits(header, whole_)) {
        places_.clear();
        return Done{};
      }
      if (place == header.size()) {
        return Failure::Usage("The table has no column \"" + column + "\"",
                              "Its columns are " + ColumnList(header) + "; the model needs " + ColumnList(columns_) + ".",
                              "Name its columns like those, or leave the line with names out and keep the model's order.");
      }
      places_.push_back(place);
    }
    return Done{};
  }

  // Learns from the first row how many numbers one has, and whether something else stands before them; says so in words.
  std::string TakeFirstRow(const Cells& cells) {
    if (!places_.empty() || count_ == 0 || SetCount(cells)) return "";
    const Cells behind(cells.begin() + 1, cells.end());
    const bool index = unnamed_ || (!NumberIn(cells[0], separator_) && !TrimmedText(cells[0]).empty());
    const bool numbers = std::all_of(behind.begin(), behind.end(), [this](const std::string& cell) {
      return TrimmedText(cell).empty() || NumberIn(cell, separator_);
    });
    skipped_ = index && numbers && SetCount(behind) ? 1 : 0;
    if (skipped_ == 0 && step_ != 0) count_ = step_;
    if (skipped_ == 0) return "";
    return "Its first column is left out, which " + (unnamed_ ? "has no name" : "holds no numbers: " + ShownCell(cells[0]));
  }

  Result<std::vector<double>> Values(const Cells& cells, int64_t row) const {
    const size_t count = places_.empty() && count_ == 0 ? cells.size() : std::max(places_.size(), count_);
    if (places_.empty() && !Fits(cells, count + skipped_)) return WrongCount(cells, row);
    std::vector<double> values;
    for (size_t i = 0; i < count; ++i) {
      const size_t place = places_.empty() ? i + skipped_ : places_[i];
      const std::string_view cell = place < cells.size() ? TrimmedText(cells[place]) : std::string_view();
      const std::optional<double> value = NumberIn(cell, separator_);
      if (!value) {
        const std::string column = count == columns_.size() ? "\"" + columns_[i] + "\"" : std::to_string(i + skipped_ + 1);
        return NoNumberIn("Row " + std::to_string(row) + ", column " + column, cell);
      }
      values.push_back(*value);
    }
    return values;
  }

 private:
  // Whether a row has so many cells; empty ones behind them do not count.
  static bool Fits(const Cells& cells, size_t count) {
    return cells.size() >= count && std::all_of(cells.begin() + static_cast<std::ptrdiff_t>(count), cells.end(),
                                                [](const std::string& cell) { return TrimmedText(cell).empty(); });
  }

  bool SetCount(const Cells& cells) {
    for (const size_t count : {count_, step_, whole_}) {
      if (count == 0 || !Fits(cells, count)) continue;
      count_ = count;
      return true;
    }
    return false;
  }

  Failure WrongCount(const Cells& cells, int64_t row) const {
    const bool either = steps() && whole_ > step_;
    return Failure::Usage("Row " + std::to_string(row) + " has " + std::to_string(cells.size()) + " values",
                          "The model takes " + std::to_string(count_) +
                              (either ? ", or " + std::to_string(whole_) + " where a row is a whole sample." : "."),
                          "Give one value a column; --info names the columns.");
  }

  const Cells& columns_;
  size_t whole_;  // numbers of a sample
  size_t step_;   // of a step; 0 where samples have none
  size_t count_;  // of a row
  size_t skipped_ = 0;  // cells before them
  bool unnamed_ = false;  // the first column has an empty name
  char separator_;
  std::vector<size_t> places_;  // of the columns in a row, where there is a header that names them
};

Failure EmptyTable(const char* why) { return Failure::Usage("The table is empty", why, "Save it again, with rows."); }

Failure TableTooLarge(const std::string& why) {
  return Failure::Usage("The table is too large", why, "Split it into smaller files.");
}

}  // namespace

Result<Table> ReadTable(std::string_view text, const std::vector<std::string>& columns, size_t count, size_t step) {
  if (text.size() > kMostTableBytes) return TableTooLarge("It has over " + std::to_string(kMostTableBytes >> 20) + " MiB.");
  CsvScanner scanner(text);
  TableReader reader(columns, count, step, scanner.separator());
  Table table;
  for (bool first = true;; first = false) {
    Result<Cells> cells = scanner.Next();
    if (!cells.ok()) {
      if (first) return cells.failure();
      table.damage = cells.failure();
      return table;
    }
    if (cells.value().empty()) {
      if (table.rows.empty()) return EmptyTable(first ? "It has no row." : "Below its header there is no row.");
      return table;
    }
    if (first && reader.IsHeader(cells.value())) {
      Cells names = TableReader::Names(cells.value());
      RUNNER_TRY(reader.TakeHeader(names));
      if (columns.empty()) table.header = std::move(names);
      continue;
    }
    if (table.rows.empty()) {
      table.left_out = reader.TakeFirstRow(cells.value());
      table.steps = reader.steps();
    }
    if (table.rows.size() == kMostRows) return TableTooLarge("It has over a million rows.");
    const auto number = static_cast<int64_t>(table.rows.size() + 1);
    table.rows.push_back({number, reader.Values(cells.value(), number)});
  }
}

}  // namespace runner
