// Samples of telephone sounds: A-law and mu-law (ITU-T G.711), 8 bits that stand for 13 and 14.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_SOUNDS_COMPANDED_SAMPLES_H_
#define RUNNER_SRC_CORE_SOUNDS_COMPANDED_SAMPLES_H_

#include <cstdint>

namespace runner {

// -32256 to 32256.
inline int32_t FromALaw(uint8_t code) {
  const int32_t inverted = code ^ 0x55;
  const int32_t segment = (inverted >> 4) & 7;
  const int32_t low = ((inverted & 15) << 4) + 8;
  const int32_t size = segment == 0 ? low : (low + 0x100) << (segment - 1);
  return (inverted & 0x80) != 0 ? size : -size;
}

// -32124 to 32124.
inline int32_t FromMuLaw(uint8_t code) {
  const int32_t inverted = ~code & 0xFF;
  const int32_t size = ((((inverted & 15) << 3) + 0x84) << ((inverted >> 4) & 7)) - 0x84;
  return (inverted & 0x80) != 0 ? -size : size;
}

}  // namespace runner

#endif  // RUNNER_SRC_CORE_SOUNDS_COMPANDED_SAMPLES_H_
