#include "runner/commands/progress.h"

#include "check.h"

using runner::ProgressText;

TEST(progress_tells_the_rate_and_the_time_left) {
  CHECK_EQ(ProgressText(5, 5, 20, 2.5), std::string("[#####...............] 5 of 20, 2 a second, 8 s left"));
  CHECK_EQ(ProgressText(2, 2, 4, 300.0), std::string("[##########..........] 2 of 4, 150.0 s each, 5 min 0 s left"));
  CHECK_EQ(ProgressText(1, 1, 5, 3600.0), std::string("[####................] 1 of 5, 3600.0 s each, 4 h 0 min left"));
  CHECK_EQ(ProgressText(300, 1, 1, 3.0), std::string("300 answered, 100 a second"));
}
