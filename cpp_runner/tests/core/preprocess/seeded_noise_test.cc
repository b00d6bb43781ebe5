#include "runner/core/preprocess/seeded_noise.h"

#include <cmath>

#include "check.h"

using runner::Contract;
using runner::ContractInput;
using runner::ElementType;
using runner::Noise;
using runner::SeededNoise;
using runner_test::Values;
using runner_test::Why;

namespace {

ContractInput Takes(Noise noise, runner::Shape shape) {
  ContractInput input;
  input.name = "z";
  input.dtype = ElementType::kFloat32;
  input.noise = noise;
  input.shape = std::move(shape);
  return input;
}

void CheckNear(const std::vector<double>& found, const std::vector<double>& right) {
  CHECK_EQ(found.size(), right.size());
  for (size_t i = 0; i < found.size() && i < right.size(); ++i) CHECK(std::abs(found[i] - right[i]) < 1e-12);
}

std::vector<double> Made(uint32_t seed, const ContractInput& input) {
  return Values<double>(MUST(SeededNoise(seed).For(input)).tensor);
}

}  // namespace

// Computed by Python's own arithmetic from the description in docs/runner.md.
TEST(a_seed_makes_the_same_numbers_everywhere) {
  CheckNear(Made(7, Takes(Noise::kNormal, {1, 5})),
            {1.3649922974572282, 0.1445212212694154, -0.3965239752538177, -0.22759631143286668, 0.004498526159831532});
  CheckNear(Made(0, Takes(Noise::kNormal, {1, 1, 1, 3})), {-0.45275774021745807, 0.20776603893419174, 2.65060581207967});
  CheckNear(Made(7, Takes(Noise::kUniform, {1, 3})), {-0.2203405032174569, -0.9664234109436877, 0.801521361213767});
}

TEST(several_inputs_go_on_in_one_sequence) {
  SeededNoise noise(7);
  MUST(noise.For(Takes(Noise::kNormal, {1, 2})));
  CheckNear(Values<double>(MUST(noise.For(Takes(Noise::kNormal, {1, 3}))).tensor),
            {-0.3965239752538177, -0.22759631143286668, 0.004498526159831532});
}

TEST(normal_numbers_have_mean_0_and_spread_1) {
  const std::vector<double> values = Made(1, Takes(Noise::kNormal, {1, 100000}));
  double sum = 0.0;
  double squares = 0.0;
  for (const double value : values) {
    sum += value;
    squares += value * value;
  }
  CHECK(std::abs(sum / 1e5) < 0.01);
  CHECK(std::abs(std::sqrt(squares / 1e5) - 1.0) < 0.01);
}

TEST(noise_of_unknown_or_absurd_size_is_refused) {
  CHECK_CONTAINS(Why(SeededNoise(1).For(Takes(Noise::kNormal, {1, -1}))), "not known");
  CHECK_CONTAINS(Why(SeededNoise(1).For(Takes(Noise::kNormal, {1, int64_t{1} << 40}))), "16 million");
  CHECK_CONTAINS(Why(SeededNoise(1).For(Takes(Noise::kNormal, {int64_t{1} << 40, int64_t{1} << 40}))), "No noise");
}
