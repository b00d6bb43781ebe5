// SeededNoise: the numbers that a seed makes for the inputs that take noise (docs/runner.md). The same in every program:
// only additions and multiplications of whole numbers, and functions of doubles whose results are rounded to float.
// Thread rule: owned by one thread at a time.
#ifndef RUNNER_CORE_PREPROCESS_SEEDED_NOISE_H_
#define RUNNER_CORE_PREPROCESS_SEEDED_NOISE_H_

#include <cstdint>
#include <optional>

#include "runner/core/base/result.h"
#include "runner/core/contract/contract.h"
#include "runner/core/preprocess/raw_input.h"

namespace runner {

using Seed = std::optional<uint32_t>;  // nothing: all numbers are given

class SeededNoise {
 public:
  explicit SeededNoise(uint32_t seed) : state_(seed) {}

  // The next numbers of the sequence, as many as the input takes; refused where its size is open or more than 16 million.
  Result<RawInput> For(const ContractInput& input);

 private:
  double Uniform();  // above 0 and below 1

  uint64_t state_;
};

bool TakesNoise(const Contract& contract);

}  // namespace runner

#endif  // RUNNER_CORE_PREPROCESS_SEEDED_NOISE_H_
