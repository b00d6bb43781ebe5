#include <limits>

#include "core/answers/detector_numbers.h"

namespace runner {

void FindBestClasses(const float* scores, size_t count, size_t classes, size_t box_step, size_t class_step,
                     std::vector<float>& best, std::vector<int64_t>& indices) {
  best.assign(count, -std::numeric_limits<float>::infinity());
  indices.assign(count, 0);
  const bool boxes_first = box_step > class_step;  // in the order in which the numbers lie in memory
  const size_t outer = boxes_first ? count : classes;
  const size_t inner = boxes_first ? classes : count;
  for (size_t i = 0; i < outer; ++i) {
    for (size_t j = 0; j < inner; ++j) {
      const size_t box = boxes_first ? i : j;
      const size_t index = boxes_first ? j : i;
      const float score = scores[box * box_step + index * class_step];
      if (score > best[box]) {
        best[box] = score;
        indices[box] = static_cast<int64_t>(index);
      }
    }
  }
}

}  // namespace runner
