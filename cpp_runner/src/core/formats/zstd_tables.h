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

  // Makes the next kReady bits ready to be read.
  void Fill() {
    static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the bytes are taken as they lie");
    ready_ = 0;
    if (left_ <= 0) return;
    const auto end = static_cast<size_t>((left_ + 7) >> 3);
    const size_t have = end < sizeof ready_ ? end : sizeof ready_;
    if (have == sizeof ready_) {
      std::memcpy(&ready_, bytes_.data() + end - have, sizeof ready_);
    } else {
      std::memcpy(&ready_, bytes_.data(), have);
      ready_ <<= 8 * (sizeof ready_ - have);
    }
    ready_ <<= -left_ & 7;
  }
  // Of what is ready.
  uint64_t Peek(int count) const { return ready_ >> 1 >> (63 - count); }
  void Skip(int count) {
    ready_ <<= count;
    left_ -= count;
  }
  uint64_t Next(int count) {
    const uint64_t value = Peek(count);
    Skip(count);
    return value;
  }
  // At most kReady bits, whatever is ready.
  uint64_t Take(int count) {
    Fill();
    return Next(count);
  }

  static constexpr int kReady = 57;

 private:
  std::string_view bytes_;
  int64_t left_ = 0;
  uint64_t ready_ = 0;  // the next bits, from the highest one
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
  // Of bits that are ready.
  int Next(int state, BackwardBits& bits) const {
    return entries[state].base + static_cast<int>(bits.Next(entries[state].bits));
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
  // The same of four streams, whose symbols follow each other: `each` of the first three, `last` of the fourth.
  bool DecodeFour(const std::string_view (&streams)[4], char* to, size_t each, size_t last) const;

 private:
  static constexpr size_t kAtOnce = BackwardBits::kReady / kMostCodeBits;

  bool Build(uint8_t* weights, int count);
  // At most kAtOnce symbols.
  void Some(BackwardBits& bits, char* to, size_t count) const {
    bits.Fill();
    for (size_t i = 0; i < count; ++i) {
      const Entry entry = entries[bits.Peek(log)];
      to[i] = static_cast<char>(entry.symbol);
      bits.Skip(entry.bits);
    }
  }
  bool Rest(BackwardBits& bits, char* to, size_t count) const {
    for (; count > kAtOnce; count -= kAtOnce, to += kAtOnce) Some(bits, to, kAtOnce);
    Some(bits, to, count);
    return bits.left() == 0;
  }
};

// Here, because whoever calls them is compiled to be quick.
inline bool CodeTable::Decode(std::string_view bytes, char* to, size_t count) const {
  BackwardBits bits;
  return log != 0 && bits.Open(bytes) && Rest(bits, to, count);
}

inline bool CodeTable::DecodeFour(const std::string_view (&streams)[4], char* to, size_t each, size_t last) const {
  BackwardBits bits[4];
  if (log == 0) return false;
  for (int i = 0; i < 4; ++i) {
    if (!bits[i].Open(streams[i])) return false;
  }
  size_t done = 0;
  // In turns: the processor looks up several symbols at a time that do not wait for each other.
  for (; done + kAtOnce <= last; done += kAtOnce) {
    for (size_t i = 0; i < 4; ++i) Some(bits[i], to + i * each + done, kAtOnce);
  }
  bool whole = true;
  for (size_t i = 0; i < 4; ++i) whole = Rest(bits[i], to + i * each + done, (i < 3 ? each : last) - done) && whole;
  return whole;
}

}  // namespace runner::zstd

#endif  // RUNNER_SRC_CORE_FORMATS_ZSTD_TABLES_H_
