#include "runner/commands/info_text.h"

#include "check.h"

TEST(sizes_have_three_significant_digits) {
  CHECK_EQ(runner::BytesText(512), std::string("512 bytes"));
  CHECK_EQ(runner::BytesText(8039424), std::string("8.04 MB"));
  CHECK_EQ(runner::BytesText(41240), std::string("41.2 KB"));
  CHECK_EQ(runner::BytesText(584660280), std::string("585 MB"));
}

TEST(the_version_names_the_product_first_where_it_is_known) {
  runner::ModelCard card;
  CHECK_CONTAINS(runner::VersionText(card), "Litecrate runner ");
  card.name = "digits";
  CHECK_EQ(runner::VersionText(card).substr(0, 25), std::string("digits (Litecrate runner "));
  card.version = "1.2";
  CHECK_EQ(runner::VersionText(card).substr(0, 29), std::string("digits 1.2 (Litecrate runner "));
}
