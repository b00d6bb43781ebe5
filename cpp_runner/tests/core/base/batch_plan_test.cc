#include "runner/core/base/batch_plan.h"

#include "check.h"

using namespace runner;
using runner_test::Why;

namespace {

std::string PlanText(const Shape& model, const Shape& array) {
  const Result<BatchPlan> plan = PlanBatch(model, array);
  if (!plan.ok()) return "refused";
  return std::to_string(plan.value().runs) + " of " + ShapeText(plan.value().sample_shape);
}

}  // namespace

TEST(an_array_of_the_models_shape_is_one_run) {
  CHECK_EQ(PlanText({1, 32, 32, 3}, {1, 32, 32, 3}), "1 of 1 x 32 x 32 x 3");
  CHECK_EQ(PlanText({}, {}), "1 of a single number");
  CHECK_EQ(PlanText({4, 2}, {4, 2}), "1 of 4 x 2");
}

TEST(a_missing_batch_axis_is_added) {
  CHECK_EQ(PlanText({1, 4}, {4}), "1 of 1 x 4");
  CHECK_EQ(PlanText({-1, 4}, {4}), "1 of 1 x 4");
  CHECK_EQ(PlanText({1}, {}), "1 of 1");
}

TEST(stacked_samples_are_run_one_by_one) {
  CHECK_EQ(PlanText({1, 4}, {7, 4}), "7 of 1 x 4");
  CHECK_EQ(PlanText({1, 4}, {7, 1, 4}), "7 of 1 x 4");
  CHECK_EQ(PlanText({1, 4}, {1, 1, 4}), "1 of 1 x 4");
  CHECK_EQ(PlanText({1, 1}, {7, 1}), "7 of 1 x 1");
  CHECK_EQ(PlanText({1}, {7}), "7 of 1");
}

TEST(unknown_sizes_take_the_arrays) {
  CHECK_EQ(PlanText({1, -1, -1, 3}, {1, 20, 30, 3}), "1 of 1 x 20 x 30 x 3");
  CHECK_EQ(PlanText({1, -1}, {20}), "1 of 1 x 20");
  CHECK_EQ(PlanText({1, -1}, {5, 20}), "5 of 1 x 20");
  CHECK_EQ(PlanText({-1, 4}, {5, 4}), "1 of 5 x 4");
  CHECK_EQ(PlanText({-1, 4}, {5, 1, 4}), "5 of 1 x 4");
}

TEST(shapes_that_do_not_belong_together_are_refused) {
  CHECK_EQ(PlanText({1, 4}, {5}), "refused");
  CHECK_EQ(PlanText({1, 4}, {2, 2, 4}), "refused");
  CHECK_EQ(PlanText({2, 4}, {4}), "refused");
  CHECK_EQ(PlanText({2, 4}, {3, 4}), "refused");
  CHECK_EQ(PlanText({1, 4}, {}), "refused");
  CHECK_EQ(PlanText({1, 4}, {0, 4}), "refused");
  CHECK_EQ(PlanText({}, {1}), "refused");
  CHECK_CONTAINS(Why(PlanBatch({1, -1, 3}, {4, 4})), "The model takes 1 x ? x 3 and the array is 4 x 4");
}
