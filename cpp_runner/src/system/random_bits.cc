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

#ifdef _WIN32

// Whether the system filled the bytes.
bool Fill(void* bytes, size_t count) { return RtlGenRandom(bytes, static_cast<ULONG>(count)); }

uint64_t Process() { return GetCurrentProcessId(); }

#else

bool Fill(void* bytes, size_t count) {
  std::FILE* const file = std::fopen("/dev/urandom", "rb");
  if (file == nullptr) return false;
  const size_t got = std::fread(bytes, 1, count, file);
  std::fclose(file);
  return got == count;
}

uint64_t Process() { return static_cast<uint64_t>(getpid()); }

#endif

}  // namespace

uint64_t RandomBits() {
  uint64_t bits = 0;
  return Fill(&bits, sizeof(bits)) ? bits : UniqueBits(Process());
}

std::string RandomSecret() {
  constexpr char kDigits[] = "0123456789abcdef";
  unsigned char bytes[16] = {};
  if (!Fill(bytes, sizeof(bytes))) return "";
  std::string text;
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace runner
