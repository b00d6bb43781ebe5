#include "runner/core/answers/class_scores.h"

#include <cmath>
#include <limits>

#include "check.h"

using namespace runner;
using runner_test::MakeTensor;
using E = ElementType;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<int64_t> Indices(const std::vector<ClassScore>& scores) {
  std::vector<int64_t> indices;
  for (const ClassScore& score : scores) indices.push_back(score.index);
  return indices;
}

}  // namespace

TEST(softmax_is_the_share_of_the_exponentials) {
  const std::vector<double> shares = Softmax({1.0, 2.0, 3.0});
  CHECK(std::abs(shares[0] - 0.09003057317038046) < 1e-15);
  CHECK(std::abs(shares[2] - 0.6652409557748218) < 1e-15);
  CHECK(Softmax({}).empty());
}

TEST(softmax_of_large_and_infinite_values_stays_finite) {
  CHECK_EQ(Softmax({1000.0, 1000.0}), (std::vector<double>{0.5, 0.5}));
  CHECK_EQ(Softmax({-2000.0, -1000.0}), (std::vector<double>{0.0, 1.0}));
  CHECK_EQ(Softmax({HUGE_VAL, 1.0}), (std::vector<double>{1.0, 0.0}));
  CHECK_EQ(Softmax({-HUGE_VAL, -HUGE_VAL}), (std::vector<double>{0.5, 0.5}));
}

TEST(the_best_come_first_and_equal_ones_by_index) {
  CHECK_EQ(Indices(TopK({0.1, 0.5, 0.1, 0.7, 0.5}, 4)), (std::vector<int64_t>{3, 1, 4, 0}));
  CHECK_EQ(Indices(TopK({0.1, 0.2}, 5)), (std::vector<int64_t>{1, 0}));
  CHECK(TopK({0.1}, 0).empty());
}

TEST(nan_ranks_last) { CHECK_EQ(Indices(TopK({kNan, -HUGE_VAL, kNan, 3.0}, 4)), (std::vector<int64_t>{3, 1, 0, 2})); }

TEST(sigmoid_is_applied_to_each_and_infinities_stay_in_range) {
  const std::vector<double> scores = Sigmoid({0.0, 2.0, -HUGE_VAL, HUGE_VAL});
  CHECK_EQ(scores[0], 0.5);
  CHECK(std::abs(scores[1] - 0.8807970779778823) < 1e-15);
  CHECK_EQ(scores[2], 0.0);
  CHECK_EQ(scores[3], 1.0);
}

TEST(the_ranking_is_that_of_the_values_before_the_softmax) {
  Contract contract;
  contract.outputs.resize(1);
  contract.outputs[0].kind = OutputKind::kClasses;
  contract.outputs[0].activation = Activation::kSoftmax;
  contract.outputs[0].top = 3;
  const std::vector<ClassScore> ranked = RankClasses(
      contract, {{MakeTensor<float>(E::kFloat32, {3}, {-2000.0f, 0.0f, -1000.0f})}, 0.0, {}},
      {{"y", E::kFloat32, {3}, {}}});
  CHECK_EQ(Indices(ranked), (std::vector<int64_t>{1, 2, 0}));
  CHECK_EQ(ranked[0].score, 1.0);
  CHECK_EQ(ranked[2].score, 0.0);
}

TEST(one_number_is_the_share_of_the_second_of_two_classes) {
  Contract contract;
  contract.outputs.resize(1);
  ContractOutput& output = contract.outputs[0];
  output.kind = OutputKind::kClasses;
  const auto ranked = [&](float value) {
    return RankClasses(contract, {{MakeTensor<float>(E::kFloat32, {1, 1}, {value})}, 0.0, {}}, {{"y", E::kFloat32, {1, 1}, {}}});
  };
  CHECK_EQ(Indices(ranked(0.75f)), (std::vector<int64_t>{1, 0}));
  CHECK_EQ(ranked(0.75f)[1].score, 0.25);
  CHECK_EQ(Indices(ranked(0.25f)), (std::vector<int64_t>{0, 1}));
  CHECK_EQ(Indices(ranked(0.5f)), (std::vector<int64_t>{1, 0}));
  output.threshold = 0.2f;
  CHECK_EQ(Indices(ranked(0.25f)), (std::vector<int64_t>{1, 0}));
  output.activation = Activation::kSigmoid;
  output.threshold = 0.5f;
  CHECK_EQ(Indices(ranked(-0.1f)), (std::vector<int64_t>{0, 1}));
  CHECK(std::abs(ranked(2.0f)[0].score - 0.8807970779778823) < 1e-15);
  CHECK_EQ(ranked(static_cast<float>(kNan)).size(), size_t{2});
  output.top = 1;
  CHECK_EQ(Indices(ranked(3.0f)), std::vector<int64_t>{1});
  // Of int8, as quantized models answer.
  output.activation = Activation::kNone;
  const std::vector<ClassScore> small = RankClasses(contract, {{MakeTensor<int8_t>(E::kInt8, {1, 1}, {127})}, 0.0, {}},
                                                    {{"y", E::kInt8, {1, 1}, {1.0f / 256.0f, -128}}});
  CHECK_EQ(small[0].index, int64_t{1});
  CHECK_EQ(small[0].score, 255.0 / 256.0);
}
