// Sorting that takes little code: std::sort is one to two kilobytes for each type that it is used for.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_BASE_SMALL_SORT_H_
#define RUNNER_SRC_CORE_BASE_SMALL_SORT_H_

#include <cstddef>
#include <utility>

namespace runner {

// Sorts a vector or a string by heaps: in place, O(n log n) whatever the order before. Items that `less` calls equal may change places.
template <typename Items, typename Less>
void SmallSort(Items& items, const Less& less) {
  size_t root = items.size() / 2;
  size_t end = items.size();
  while (end > 1) {
    if (root > 0) {
      --root;
    } else {
      std::swap(items[0], items[--end]);
    }
    size_t at = root;
    for (size_t child = 2 * at + 1; child < end; child = 2 * at + 1) {
      if (child + 1 < end && less(items[child], items[child + 1])) ++child;
      if (!less(items[at], items[child])) break;
      std::swap(items[at], items[child]);
      at = child;
    }
  }
}

}  // namespace runner

#endif  // RUNNER_SRC_CORE_BASE_SMALL_SORT_H_
