#include "runner/system/random_bits.h"

#include <cstdio>

#include "runner/system/clock.h"

#ifdef _WIN32
#include <windows.h>

#include <ntsecapi.h>
#else
#include <unistd.h>
#endif

namespace runner {
namespace {

// For a system without randomness: another number in every process and millisecond.
uint64_t UniqueBits(uint64_t process) { return (process << 32) ^ static_cast<uint64_t>(NowMs() * 1e3); }

}  // namespace

#ifdef _WIN32

uint64_t RandomBits() {
  uint64_t bits = 0;
  if (RtlGenRandom(&bits, sizeof(bits))) return bits;
  return UniqueBits(GetCurrentProcessId());
}

#else

uint64_t RandomBits() {
  uint64_t bits = 0;
  size_t got = 0;
  if (std::FILE* file = std::fopen("/dev/urandom", "rb")) {
    got = std::fread(&bits, sizeof(bits), 1, file);
    std::fclose(file);
  }
  return got == 1 ? bits : UniqueBits(static_cast<uint64_t>(getpid()));
}

#endif

}  // namespace runner
