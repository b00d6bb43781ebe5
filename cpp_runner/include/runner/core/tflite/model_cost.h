// ModelCost: what a .tflite file says that running it takes, read from the file alone, before any of it is loaded. The
// limits of memory and time that the runtime gets follow from it.
// Thread rule: functions without state; plain values.
#ifndef RUNNER_CORE_TFLITE_MODEL_COST_H_
#define RUNNER_CORE_TFLITE_MODEL_COST_H_

#include <cstdint>
#include <string_view>

#include "runner/core/base/result.h"

namespace runner {

// Of all graphs in the file together. Doubles, because what a damaged file says is larger than any whole number.
struct ModelCost {
  double file_bytes = 0.0;
  double weight_bytes = 0.0;  // of the constants as float32, in which some operators keep them
  double tensor_bytes = 0.0;  // the most that tensors between operators take at a time
  double operations = 0.0;    // multiplications of one run, about
  bool open_sizes = false;    // some sizes are known only when it runs
  bool readable = true;       // false: not laid out as a model is; the runtime will say why
};
ModelCost CostOf(std::string_view model);

// Refuses a model whose tensors take more at a time than programs may, or than this machine has.
Result<Done> CheckCost(const ModelCost& cost, uint64_t physical_bytes);

// Bytes that the memory of a program may grow by while the runtime prepares and runs the model: several times what it
// needs. `growth`: how many times the elements are given that the file says of inputs with open sizes, 1 = none is open.
uint64_t MemoryAllowance(const ModelCost& cost, double growth, int threads, uint64_t physical_bytes);

// Seconds that the processor may work until the model has answered for the first time, on the slowest machine that is
// still of use.
double SecondsAllowance(const ModelCost& cost, double growth);

// The failures that are told when these are reached.
Failure MemoryReached(uint64_t allowance);
Failure TimeReached(double seconds);

}  // namespace runner

#endif  // RUNNER_CORE_TFLITE_MODEL_COST_H_
