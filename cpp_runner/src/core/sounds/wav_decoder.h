// Decodes .wav files (RIFF, WAVE).
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_SOUNDS_WAV_DECODER_H_
#define RUNNER_SRC_CORE_SOUNDS_WAV_DECODER_H_

#include <string>
#include <string_view>

#include "core/sounds/sound.h"
#include "runner/core/base/result.h"

namespace runner {

bool IsWav(std::string_view bytes);
// A .wav file's channels mixed to one: whole numbers of 8, 16, 24 or 32 bits, floats of 32 or 64. `name` is what failures
// call it.
Result<Sound> DecodeWav(std::string_view bytes, const std::string& name);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_SOUNDS_WAV_DECODER_H_
