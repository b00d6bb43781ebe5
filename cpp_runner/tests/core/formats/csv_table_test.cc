#include "core/formats/csv_table.h"

#include "check.h"

using namespace runner;
using runner_test::Why;

namespace {

const std::vector<std::string> kColumns = {"width", "height"};

std::vector<double> Row(const std::vector<TableRow>& rows, size_t index) { return MUST(rows.at(index).values); }

std::vector<TableRow> Read(const std::string& text) { return MUST(ReadTable(text, kColumns, 2)).rows; }

}  // namespace

TEST(columns_are_found_by_their_names_in_any_order) {
  const std::vector<TableRow> rows = Read("id,height,\"width\"\r\na1,2.5,1e3\r\n\r\na2,-4,+5\r\n");
  CHECK_EQ(rows.size(), size_t{2});
  CHECK_EQ(Row(rows, 0), (std::vector<double>{1000.0, 2.5}));
  CHECK_EQ(Row(rows, 1), (std::vector<double>{5.0, -4.0}));
  CHECK_EQ(rows[1].number, int64_t{2});
}

TEST(without_names_columns_are_where_they_are) {
  CHECK_EQ(Row(Read("1,2\n3,4"), 1), (std::vector<double>{3.0, 4.0}));
  CHECK_EQ(Row(MUST(ReadTable("a\tb\tc\n1\t2\t3\n", {}, 0)).rows, 0), (std::vector<double>{1.0, 2.0, 3.0}));
}

TEST(a_comma_is_the_point_where_it_does_not_separate) {
  CHECK_EQ(Row(Read("width;height\n1,5;-0,25\n"), 0), (std::vector<double>{1.5, -0.25}));
  CHECK_EQ(Row(Read("1,5\t2.5\n"), 0), (std::vector<double>{1.5, 2.5}));
  CHECK_EQ(Row(Read("\"1,5\";2\n"), 0), (std::vector<double>{1.5, 2.0}));
}

TEST(quotes_keep_separators_breaks_and_themselves) {
  const std::vector<TableRow> rows = MUST(ReadTable("\"a \"\"b\"\", c\",\"d\ne\"\n1,2\n", {"a \"b\", c", "d\ne"}, 2)).rows;
  CHECK_EQ(Row(rows, 0), (std::vector<double>{1.0, 2.0}));
}

TEST(a_bad_cell_spoils_its_row_only_and_is_named) {
  const std::vector<TableRow> rows = Read("width,height\n1,2\n3,tall\n5,\n7,8\n");
  CHECK_CONTAINS(Why(rows[1].values), "Row 2, column \"height\" is no number | It holds \"tall\"");
  CHECK_CONTAINS(Why(rows[2].values), "Row 3, column \"height\" is empty");
  CHECK_EQ(Row(rows, 3), (std::vector<double>{7.0, 8.0}));
  CHECK_CONTAINS(Why(Read("1,2\n1,2,3\n")[1].values), "Row 2 has 3 values | The model takes 2");
  for (const char* cell : {"nan", "0x10", "1e999", "1_000", "1,5", ".", "+", "1e", "--1"}) {
    CHECK(!Read("1,2\n" + std::string(cell) + ",1\n")[1].values.ok());
  }
}

TEST(a_first_row_with_a_number_is_no_header) {
  CHECK_CONTAINS(Why(Read("1,x\n3,4\n")[0].values), "Row 1, column \"height\"");
  CHECK_EQ(Read("width,7\n3,4\n").size(), size_t{2});
  // Unless it names every column.
  const Table named = MUST(ReadTable("2020,year,id\n5,6,7\n", {"year", "2020"}, 2));
  CHECK_EQ(Row(named.rows, 0), (std::vector<double>{6.0, 5.0}));
}

TEST(what_was_taken_for_names_is_told_where_nothing_looked_for_them) {
  CHECK_EQ(MUST(ReadTable("a, b \n1,2\n", {}, 2)).header, (std::vector<std::string>{"a", "b"}));
  CHECK(MUST(ReadTable("width,height\n1,2\n", kColumns, 2)).header.empty());
}

TEST(empty_cells_behind_a_row_do_not_count) {
  CHECK_EQ(Row(Read("1,2,\n3,4, ,\n"), 1), (std::vector<double>{3.0, 4.0}));
  CHECK_EQ(Read(",\n\n , \n1,2\n").size(), size_t{1});
}

TEST(blanks_of_every_kind_around_a_number_do_not_count) {
  CHECK_EQ(Row(Read("\u00a01\u2009,\u30002 \n"), 0), (std::vector<double>{1.0, 2.0}));
}

TEST(a_missing_column_and_an_empty_table_are_refused) {
  CHECK_CONTAINS(Why(ReadTable("width,depth\n1,2\n", kColumns, 2)), "no column \"height\" | Its columns are \"width\", \"depth\"");
  CHECK_CONTAINS(Why(ReadTable("width,height\n", kColumns, 2)), "Below its header there is no row");
  CHECK_CONTAINS(Why(ReadTable("", kColumns, 2)), "It has no row");
}

TEST(a_line_without_end_is_refused_before_it_takes_all_memory) {
  std::string endless;
  while (endless.size() < 3'000'000) endless += "1,";
  CHECK_CONTAINS(Why(ReadTable(endless, {}, 0)), "a million cells");
  std::string rows;
  while (rows.size() < 2'000'004) rows += "1\n";
  CHECK_CONTAINS(Why(ReadTable(rows, {}, 1)), "a million rows");
  CHECK_CONTAINS(Why(ReadTable(std::string((size_t{256} << 20) + 1, '1'), {}, 1)), "256 MiB");
}

TEST(a_long_cell_is_told_in_part) {
  const std::string row = std::string(1'000'000, 'x') + ",1\n";
  CHECK(Why(MUST(ReadTable("1,2\n" + row, {}, 2)).rows[1].values).size() < 500);
}

TEST(damaged_quotes_end_with_the_file) {
  for (const char* text : {"\"", "\"a", "1,\"", "\"1\"x,2", "\"\"\"", ","}) (void)ReadTable(text, kColumns, 2).ok();
  CHECK(!ReadTable("\"1,2\n3,4", kColumns, 2).ok());
  // The rows before are answered.
  const Table table = MUST(ReadTable("1,2\n\"3\"x,4\n5,6\n", kColumns, 2));
  CHECK_EQ(table.rows.size(), size_t{1});
  CHECK_CONTAINS(Why(runner::Result<int>(table.damage.value())), "',' expected after '\"'");
}

TEST(a_row_may_be_a_step_or_a_whole_sample) {
  const std::vector<std::string> names = {"a", "b"};
  for (const char* text : {"1,2\n3,4\n", "a,b\n1,2\n3,4\n", "b,x,a\n2,9,1\n4,9,3\n", "1;2\r\n3,0;4\r\n", "\"1\",2,\n3,4,\n"}) {
    const Table table = MUST(ReadTable(text, names, 6, 2));
    CHECK(table.steps);
    CHECK_EQ(Row(table.rows, 1), (std::vector<double>{3.0, 4.0}));
  }
  for (const char* text : {"1,2,3,4,5,6\n", "a1,b1,a2,b2,a3,b3\n1,2,3,4,5,6\n"}) {
    const Table table = MUST(ReadTable(text, names, 6, 2));
    CHECK(!table.steps);
    CHECK_EQ(Row(table.rows, 0).size(), size_t{6});
  }
  CHECK(MUST(ReadTable("a,b\n1,2\n", {}, 6, 2)).steps);
  CHECK_CONTAINS(Why(ReadTable("a,c\n1,2\n", names, 6, 2)), "no column \"b\"");
  CHECK_CONTAINS(Why(MUST(ReadTable("1,2,3\n", {}, 6, 2)).rows[0].values), "The model takes 2, or 6 where a row is a whole sample");
}

TEST(a_first_column_that_holds_no_numbers_is_left_out_aloud) {
  const Table dated = MUST(ReadTable("day,a,b\n2024-01-01,1,2\n2024-01-02,3,4\n", {}, 6, 2));
  CHECK_EQ(dated.left_out, std::string("Its first column is left out, which holds no numbers: 2024-01-01"));
  CHECK_EQ(Row(dated.rows, 1), (std::vector<double>{3.0, 4.0}));
  const Table numbered = MUST(ReadTable(",a,b\n0,1,2\n1,3,4\n", {}, 2));
  CHECK_EQ(numbered.left_out, std::string("Its first column is left out, which has no name"));
  CHECK_EQ(Row(numbered.rows, 1), (std::vector<double>{3.0, 4.0}));
  CHECK_EQ(MUST(ReadTable("12:00;1,5;2\n12:01;3;4\n", {}, 6, 2)).rows.size(), size_t{2});
  // A number may be one too many, text elsewhere is an error, and what is left out is left out in every row.
  CHECK_CONTAINS(Why(MUST(ReadTable("i,a,b\n0,1,2\n", {}, 6, 2)).rows[0].values), "Row 1 has 3 values");
  CHECK_CONTAINS(Why(MUST(ReadTable("x,y,2\n", {}, 6, 2)).rows.at(0).values), "Row 1 has 3 values");
  CHECK_CONTAINS(Why(MUST(ReadTable("x,1,2\ny,,2\n", {}, 2)).rows[1].values), "Row 2, column 2 is empty");
  CHECK_CONTAINS(Why(MUST(ReadTable("x,1,2\n1,2\n", {}, 2)).rows[1].values), "Row 2 has 2 values");
}
