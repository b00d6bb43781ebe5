// The tables of Zstandard's entropy coding (RFC 8878): bits that are read backwards, finite state entropy, Huffman codes.
// Thread rule: plain values, owned by one thread at a time.
#ifndef RUNNER_SRC_CORE_FORMATS_ZSTD_TABLES_H_
#define RUNNER_SRC_CORE_FORMATS_ZSTD_TABLES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace runner::zstd {

// Number of the highest bit that is set; of 0 it is 0.
inline int HighestBit(uint32_t value) {
  int bit = 0;
  while (value >>= 1) ++bit;
  return bit;
}

// The bits of some bytes from the last one to the first. What is read before the first one is 0, and left() is negative then.
class BackwardBits {
 public:
  // False where the last byte lacks the mark of the end.
  bool Open(std::string_view bytes);
  int64_t left() const { return left_; }

  // At most 56 bits.
  uint64_t Peek(int count) const {
    const int64_t at = left_ - count;
    if (at >= 0) return (Load(static_cast<size_t>(at >> 3)) >> (at & 7)) & Mask(count);
    return left_ <= 0 ? 0 : (Load(0) & Mask(static_cast<int>(left_))) << -at;
  }
  void Skip(int count) { left_ -= count; }
  uint64_t Take(int count) {
    const uint64_t value = Peek(count);
    left_ -= count;
    return value;
  }

 private:
  static uint64_t Mask(int count) { return (uint64_t{1} << count) - 1; }
  // Eight bytes, zeros where there are none any more.
  uint64_t Load(size_t at) const {
    static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the bytes are taken as they lie");
    uint64_t value = 0;
    if (bytes_.size() - at >= sizeof value) {
      std::memcpy(&value, bytes_.data() + at, sizeof value);
    } else {
      std::memcpy(&value, bytes_.data() + at, bytes_.size() - at);
    }
    return value;
  }

  std::string_view bytes_;
  int64_t left_ = 0;
};

constexpr int kMostStateBits = 9;
constexpr int kMostSymbols = 256;

// What each state of finite state entropy stands for, and which one follows.
struct StateTable {
  struct Entry {
    uint8_t symbol;
    uint8_t bits;   // that are read to get to the next state
    uint16_t base;  // to which they are added
  };
  Entry entries[size_t{1} << kMostStateBits];
  int log = -1;  // -1: there is no table yet

  // The shares of symbols in 2^log; -1 is less than one.
  void Build(const int16_t* shares, int symbols, int state_bits);
  void BuildOfOne(uint8_t symbol);
  // Reads the shares and moves `bytes` behind them; false where they are wrong or there are more than allowed.
  bool Read(std::string_view& bytes, int most_bits, int most_symbols);

  int Begin(BackwardBits& bits) const { return static_cast<int>(bits.Take(log)); }
  int Next(int state, BackwardBits& bits) const {
    return entries[state].base + static_cast<int>(bits.Take(entries[state].bits));
  }
};

constexpr int kMostCodeBits = 11;

struct CodeTable {
  struct Entry {
    uint8_t symbol;
    uint8_t bits;
  };
  Entry entries[size_t{1} << kMostCodeBits];
  int log = 0;  // 0: there is no table yet

  // Reads the codes' description and moves `bytes` behind it.
  bool Read(std::string_view& bytes);
  // Exactly `count` symbols out of all of `bytes`.
  bool Decode(std::string_view bytes, char* to, size_t count) const;

 private:
  bool Build(uint8_t* weights, int count);
};

// Here, because whoever calls it is compiled to be quick.
inline bool CodeTable::Decode(std::string_view bytes, char* to, size_t count) const {
  BackwardBits bits;
  if (log == 0 || !bits.Open(bytes)) return false;
  for (size_t i = 0; i < count; ++i) {
    const Entry entry = entries[bits.Peek(log)];
    to[i] = static_cast<char>(entry.symbol);
    bits.Skip(entry.bits);
  }
  return bits.left() == 0;
}

}  // namespace runner::zstd

#endif  // RUNNER_SRC_CORE_FORMATS_ZSTD_TABLES_H_
