#include "runner/core/preprocess/seeded_noise.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/preprocess/row_input.h"

namespace runner {
namespace {

constexpr int64_t kMostNoise = int64_t{1} << 24;
constexpr double kTurn = 6.283185307179586;

}  // namespace

bool TakesNoise(const Contract& contract) {
  return std::any_of(contract.inputs.begin(), contract.inputs.end(), [](const ContractInput& input) { return input.noise != Noise::kNone; });
}

// SplitMix64 (Steele, Lea and Flood, 2014); its upper 53 bits.
double SeededNoise::Uniform() {
  state_ += 0x9E3779B97F4A7C15u;
  uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  mixed ^= mixed >> 31;
  return (static_cast<double>(mixed >> 11) + 0.5) / 9007199254740992.0;
}

Result<RawInput> SeededNoise::For(const ContractInput& input) {
  const int64_t count = ElementCount(input.shape);
  if (count < 1 || count > kMostNoise) {
    return Failure::Usage("No noise can be made for the input \"" + input.name + "\"",
                          count < 1 ? "How many numbers it takes is not known." : "It takes more than 16 million numbers.",
                          "Give the numbers in a file.");
  }
  std::vector<double> values(static_cast<size_t>(count));
  for (size_t i = 0; i < values.size(); i += 2) {  // numbers are made in twos
    const double first = Uniform();
    const double second = Uniform();
    const double radius = std::sqrt(-2.0 * std::log(first));
    const bool normal = input.noise == Noise::kNormal;
    values[i] = normal ? radius * std::cos(kTurn * second) : 2.0 * first - 1.0;
    if (i + 1 < values.size()) values[i + 1] = normal ? radius * std::sin(kTurn * second) : 2.0 * second - 1.0;
  }
  return RawInputFromRow(input, values);
}

}  // namespace runner
