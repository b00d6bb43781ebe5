#include "core/formats/csv_table.h"

#include "check.h"

using namespace runner;
using runner_test::Why;

namespace {

const std::vector<std::string> kColumns = {"width", "height"};

std::vector<double> Row(const std::vector<TableRow>& rows, size_t index) { return MUST(rows.at(index).values); }

std::vector<TableRow> Read(const std::string& text) { return MUST(ReadTable(text, kColumns, 2, "t.csv")); }

}  // namespace

TEST(columns_are_found_by_their_names_in_any_order) {
  const std::vector<TableRow> rows = Read("\xEF\xBB\xBFid,height,\"width\"\r\na1,2.5,1e3\r\n\r\na2,-4,+5\r\n");
  CHECK_EQ(rows.size(), size_t{2});
  CHECK_EQ(Row(rows, 0), (std::vector<double>{1000.0, 2.5}));
  CHECK_EQ(Row(rows, 1), (std::vector<double>{5.0, -4.0}));
  CHECK_EQ(rows[1].number, int64_t{2});
}

TEST(without_names_columns_are_where_they_are) {
  CHECK_EQ(Row(Read("1,2\n3,4"), 1), (std::vector<double>{3.0, 4.0}));
  CHECK_EQ(Row(MUST(ReadTable("a\tb\tc\n1\t2\t3\n", {}, 0, "t.csv")), 0), (std::vector<double>{1.0, 2.0, 3.0}));
}

TEST(a_comma_is_the_point_where_it_does_not_separate) {
  CHECK_EQ(Row(Read("width;height\n1,5;-0,25\n"), 0), (std::vector<double>{1.5, -0.25}));
  CHECK_EQ(Row(Read("1,5\t2.5\n"), 0), (std::vector<double>{1.5, 2.5}));
  CHECK_EQ(Row(Read("\"1,5\";2\n"), 0), (std::vector<double>{1.5, 2.0}));
}

TEST(quotes_keep_separators_breaks_and_themselves) {
  const std::vector<TableRow> rows = MUST(ReadTable("\"a \"\"b\"\", c\",\"d\ne\"\n1,2\n", {"a \"b\", c", "d\ne"}, 2, "t.csv"));
  CHECK_EQ(Row(rows, 0), (std::vector<double>{1.0, 2.0}));
}

TEST(a_bad_cell_spoils_its_row_only_and_is_named) {
  const std::vector<TableRow> rows = Read("width,height\n1,2\n3,tall\n5,\n7,8\n");
  CHECK_CONTAINS(Why(rows[1].values), "row 2, column \"height\", there is \"tall\"");
  CHECK_CONTAINS(Why(rows[2].values), "there is nothing");
  CHECK_EQ(Row(rows, 3), (std::vector<double>{7.0, 8.0}));
  CHECK_CONTAINS(Why(Read("1,2\n1,2,3\n")[1].values), "It has 3 fields and the model takes 2");
  CHECK(!Read("1,2\nnan,1\n")[1].values.ok());
  CHECK(!Read("1,2\n0x10,1\n")[1].values.ok());
}

TEST(a_missing_column_and_an_empty_table_are_refused) {
  CHECK_CONTAINS(Why(ReadTable("width,depth\n1,2\n", kColumns, 2, "t.csv")), "no column \"height\"");
  CHECK_CONTAINS(Why(ReadTable("width,height\n", kColumns, 2, "t.csv")), "no row");
  CHECK_CONTAINS(Why(ReadTable("", kColumns, 2, "t.csv")), "no row");
  CHECK(!IsText(std::string("a\0b", 3)));
}

TEST(a_line_without_end_is_refused_before_it_takes_all_memory) {
  std::string endless;
  while (endless.size() < 3'000'000) endless += "1,";
  CHECK_CONTAINS(Why(ReadTable(endless, {}, 0, "t.csv")), "a million fields in a row");
  std::string rows;
  while (rows.size() < 2'000'004) rows += "1\n";
  CHECK_CONTAINS(Why(ReadTable(rows, {}, 1, "t.csv")), "a million rows");
  CHECK_CONTAINS(Why(ReadTable(std::string((size_t{256} << 20) + 1, '1'), {}, 1, "t.csv")), "256 MiB");
}

TEST(a_long_cell_is_told_in_part) {
  const std::string row = std::string(1'000'000, 'x') + ",1\n";
  CHECK(Why(MUST(ReadTable("1,2\n" + row, {}, 2, "t.csv"))[1].values).size() < 500);
}

TEST(damaged_quotes_end_with_the_file) {
  for (const char* text : {"\"", "\"a", "1,\"", "\"1\"x,2", "\"\"\"", ","}) (void)ReadTable(text, kColumns, 2, "t.csv").ok();
  CHECK(!ReadTable("\"1,2\n3,4", kColumns, 2, "t.csv").ok());
}
