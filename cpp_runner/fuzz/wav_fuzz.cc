// Sounds for libFuzzer: whatever arrives, a sound has at least one sample, and all of them are numbers.
// Thread rule: one thread.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/sounds/wav_decoder.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const runner::Result<runner::Sound> sound = runner::DecodeWav(bytes);
  const runner::Result<runner::SoundSize> size_told = runner::ReadWavSize(bytes);
  if (!sound.ok()) return 0;
  if (!size_told.ok() || size_told.value().samples != static_cast<uint64_t>(sound.value().samples.shape[0])) std::abort();
  const runner::Tensor& samples = sound.value().samples;
  if (samples.data.empty() || samples.data.size() / sizeof(float) != static_cast<size_t>(samples.shape[0])) std::abort();
  return 0;
}
