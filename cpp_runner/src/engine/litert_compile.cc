#include "engine/litert_compile.h"

#include <cstdlib>
#include <cstring>
#include <string>

namespace runner::litert {

namespace {

Status AddOption(const Api& api, OptionsT* options, const char* name, const std::string& toml) {
  char* payload = static_cast<char*>(std::malloc(toml.size() + 1));
  if (payload == nullptr) return kNoMemory;
  std::memcpy(payload, toml.c_str(), toml.size() + 1);
  OpaqueOptionsT* opaque = nullptr;
  Status status = api.CreateOpaqueOptions(name, payload, std::free, &opaque);
  if (status != kOk) {
    std::free(payload);
    return status;
  }
  status = api.AddOpaqueOptions(options, opaque);  // takes ownership when it succeeds
  if (status != kOk) api.DestroyOpaqueOptions(opaque);
  return status;
}

}  // namespace

Status CompileModel(const Api& api, EnvironmentT* environment, ModelT* model, int threads, Handle<CompiledModelT>& compiled) {
  OptionsT* raw_options = nullptr;
  Status status = api.CreateOptions(&raw_options);
  const Handle<OptionsT> options(raw_options, {api.DestroyOptions});
  if (status == kOk) status = api.SetOptionsHardwareAccelerators(options.get(), kAcceleratorCpu);
  if (status == kOk) status = AddOption(api, options.get(), "xnnpack", "num_threads = " + std::to_string(threads) + "\n");
  // Mode 2 keeps the runtime's messages for CompiledModelGetErrorMessages.
  if (status == kOk) status = AddOption(api, options.get(), "runtime_options_string", "error_reporter_mode = 2\n");
  CompiledModelT* raw_compiled = nullptr;
  if (status == kOk) status = api.CreateCompiledModel(environment, model, options.get(), &raw_compiled);
  if (status == kOk) compiled = {raw_compiled, {api.DestroyCompiledModel}};
  return status;
}

}  // namespace runner::litert
