// A .tflite file's inputs and outputs for libFuzzer: whatever arrives, what is told of them is bounded by the file.
// Thread rule: one thread.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "runner/core/tflite/model_cost.h"
#include "runner/core/tflite/model_specs.h"
#include "runner/core/tflite/tflite_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)runner::CostOf(bytes);
  for (const auto& [place, value] : runner::StateMarks(bytes)) {
    if (place >= size || bytes[place] != value) std::abort();
  }
  const runner::Result<runner::ModelSpecs> specs = runner::ReadModelSpecs(bytes);
  if (!specs.ok()) return 0;
  size_t told = 0;
  for (const auto* const side : {&specs.value().inputs, &specs.value().outputs}) {
    for (const runner::TensorSpec& spec : *side) told += 1 + spec.tensor.size() + spec.shape.size();
  }
  if (told > 2 * size) std::abort();
  return 0;
}
