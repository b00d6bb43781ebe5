// Decodes .wav files (RIFF, RF64 and BW64 with WAVE; EBU Tech 3306).
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_SOUNDS_WAV_DECODER_H_
#define RUNNER_SRC_CORE_SOUNDS_WAV_DECODER_H_

#include <cstdint>
#include <string_view>

#include "core/sounds/sound.h"
#include "runner/core/base/result.h"

namespace runner {

// What a .wav file becomes.
struct SoundSize {
  uint64_t samples = 0;  // of its one channel
  int rate = 0;          // Hz
};

// The size of what DecodeWav makes of the same bytes.
Result<SoundSize> ReadWavSize(std::string_view bytes);

// A .wav file's channels mixed to their mean, -1 to 1 at full scale: whole numbers in one to four bytes (12 and 20 bits stand
// at the upper end of theirs), floats of 32 and 64 bits, A-law and mu-law. A length of 0 or of nearly 2 GiB and more is that
// of a writer that did not know it: the sound ends with its file.
Result<Sound> DecodeWav(std::string_view bytes);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_SOUNDS_WAV_DECODER_H_
