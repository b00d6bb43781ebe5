// JSON for libFuzzer: whatever arrives, every value of a text that was taken can be read, and numbers are given to the model as they are.
// Thread rule: one thread.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/preprocess/json_samples.h"
#include "runner/core/formats/json_reader.h"

namespace {

void ReadAll(const runner::JsonValue& value) {
  (void)value.text();
  (void)value.number();
  for (const runner::JsonValue& item : value.items()) ReadAll(item);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const runner::Result<runner::JsonDocument> document = runner::JsonDocument::Parse(bytes);
  if (document.ok()) ReadAll(document.value().root());
  runner::Contract contract;
  contract.inputs.resize(1);
  contract.inputs[0].name = "x";
  contract.inputs[0].shape = {1, 3};
  contract.inputs[0].columns = {"a", "b", "c"};
  contract.inputs[0].kind = runner::InputKind::kTable;
  (void)runner::ParseJsonSamples(contract, bytes).ok();
  return 0;
}
