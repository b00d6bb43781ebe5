#include "core/base/small_sort.h"

#include <algorithm>
#include <functional>

#include "check.h"

using runner::SmallSort;

TEST(every_order_of_a_few_items_is_sorted) {
  for (size_t count = 0; count <= 7; ++count) {
    std::vector<int> items;
    for (size_t i = 0; i < count; ++i) items.push_back(static_cast<int>(i / 2));  // some are equal
    const std::vector<int> sorted = items;
    do {
      std::vector<int> mixed = items;
      SmallSort(mixed, std::less<int>());
      CHECK_EQ(mixed, sorted);
    } while (std::next_permutation(items.begin(), items.end()));
  }
}

TEST(many_items_are_sorted_by_any_order) {
  std::vector<uint32_t> items;
  uint32_t state = 1;
  for (int i = 0; i < 10'000; ++i) items.push_back((state = state * 1664525 + 1013904223) >> 8);
  std::vector<uint32_t> expected = items;
  std::sort(expected.rbegin(), expected.rend());
  SmallSort(items, std::greater<uint32_t>());
  CHECK_EQ(items, expected);
  std::string letters = "sorting";
  SmallSort(letters, std::less<char>());
  CHECK_EQ(letters, "ginorst");
}
