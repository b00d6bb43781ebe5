#include "core/formats/zstd_tables.h"

#include <algorithm>

namespace runner::zstd {
namespace {

constexpr int kMostWeightBits = 6;
constexpr int kMostWeights = 255;  // the last symbol's follows from the others

// Bits from the first byte to the last one; zeros behind them.
class ForwardBits {
 public:
  explicit ForwardBits(std::string_view bytes) : bytes_(bytes) {}

  uint32_t Peek(int count) const {
    uint32_t value = 0;
    for (size_t i = 0; i < 4 && at_ / 8 + i < bytes_.size(); ++i) {
      value |= static_cast<uint32_t>(static_cast<uint8_t>(bytes_[at_ / 8 + i])) << (8 * i);
    }
    return (value >> (at_ % 8)) & ((1u << count) - 1);
  }
  void Skip(int count) { at_ += static_cast<size_t>(count); }
  size_t bytes_used() const { return (at_ + 7) / 8; }

 private:
  std::string_view bytes_;
  size_t at_ = 0;
};

// The share of the next symbol, of which `left` are not given away yet: small ones take fewer bits.
int ReadShare(ForwardBits& bits, int left) {
  const int count = HighestBit(static_cast<uint32_t>(left + 1)) + 1;
  const uint32_t low_mask = (1u << (count - 1)) - 1;
  const uint32_t threshold = (1u << count) - 1 - static_cast<uint32_t>(left + 1);
  uint32_t value = bits.Peek(count);
  if ((value & low_mask) < threshold) {
    bits.Skip(count - 1);
    value &= low_mask;
  } else {
    bits.Skip(count);
    if (value > low_mask) value -= threshold;
  }
  return static_cast<int>(value) - 1;
}

// The weights of Huffman codes by two states in turns; how many there are, -1 where they are wrong.
int ReadWeights(std::string_view bytes, uint8_t* weights) {
  StateTable table;
  BackwardBits bits;
  if (!table.Read(bytes, kMostWeightBits, kMostSymbols) || !bits.Open(bytes)) return -1;
  int states[2];
  for (int& state : states) state = table.Begin(bits);
  int count = 0;
  for (int turn = 0; count < kMostWeights - 1; turn ^= 1) {
    weights[count++] = table.entries[states[turn]].symbol;
    bits.Fill();
    states[turn] = table.Next(states[turn], bits);
    if (bits.left() < 0) {
      weights[count++] = table.entries[states[turn ^ 1]].symbol;
      return count;
    }
  }
  return -1;
}

}  // namespace

bool BackwardBits::Open(std::string_view bytes) {
  if (bytes.empty() || bytes.back() == 0) return false;
  bytes_ = bytes;
  left_ = static_cast<int64_t>(bytes.size() - 1) * 8 + HighestBit(static_cast<uint8_t>(bytes.back()));
  return true;
}

void StateTable::Build(const int16_t* shares, int symbols, int state_bits) {
  log = state_bits;
  const uint32_t size = 1u << log;
  uint16_t next[kMostSymbols];
  uint32_t high = size;
  for (int symbol = 0; symbol < symbols; ++symbol) {
    if (shares[symbol] < 0) entries[--high].symbol = static_cast<uint8_t>(symbol);
    next[symbol] = static_cast<uint16_t>(shares[symbol] < 0 ? 1 : shares[symbol]);
  }
  const uint32_t step = (size >> 1) + (size >> 3) + 3;
  uint32_t at = 0;
  for (int symbol = 0; symbol < symbols; ++symbol) {
    for (int i = 0; i < shares[symbol]; ++i) {
      entries[at].symbol = static_cast<uint8_t>(symbol);
      do {
        at = (at + step) & (size - 1);
      } while (at >= high);
    }
  }
  for (uint32_t i = 0; i < size; ++i) {
    const uint32_t number = next[entries[i].symbol]++;
    entries[i].bits = static_cast<uint8_t>(log - HighestBit(number));
    entries[i].base = static_cast<uint16_t>((number << entries[i].bits) - size);
  }
}

void StateTable::BuildOfOne(uint8_t symbol) {
  log = 0;
  entries[0] = {symbol, 0, 0};
}

bool StateTable::Read(std::string_view& bytes, int most_bits, int most_symbols) {
  ForwardBits bits(bytes);
  const int state_bits = static_cast<int>(bits.Peek(4)) + 5;
  bits.Skip(4);
  if (state_bits > most_bits) return false;
  int16_t shares[kMostSymbols] = {};
  int left = 1 << state_bits;
  int symbols = 0;
  while (left > 0 && symbols < most_symbols) {
    const int share = ReadShare(bits, left);
    left -= share < 0 ? 1 : share;
    shares[symbols++] = static_cast<int16_t>(share);
    for (uint32_t zeros = share == 0 ? 3 : 0; zeros == 3;) {
      zeros = bits.Peek(2);
      bits.Skip(2);
      symbols += static_cast<int>(zeros);
      if (symbols > most_symbols) return false;
    }
  }
  if (left != 0 || bits.bytes_used() > bytes.size()) return false;
  bytes.remove_prefix(bits.bytes_used());
  Build(shares, symbols, state_bits);
  return true;
}

bool CodeTable::Build(uint8_t* weights, int count) {
  uint32_t sum = 0;
  for (int i = 0; i < count; ++i) {
    if (weights[i] > kMostCodeBits) return false;
    if (weights[i] != 0) sum += 1u << (weights[i] - 1);
  }
  const int bits = sum == 0 ? kMostCodeBits + 1 : HighestBit(sum) + 1;
  if (bits > kMostCodeBits) return false;
  const uint32_t left = (1u << bits) - sum;
  if ((left & (left - 1)) != 0) return false;
  weights[count++] = static_cast<uint8_t>(HighestBit(left) + 1);
  // The shortest codes stand behind the longest ones.
  uint32_t at = 0;
  for (int weight = 1; weight <= bits; ++weight) {
    for (int symbol = 0; symbol < count; ++symbol) {
      if (weights[symbol] != weight) continue;
      const Entry entry = {static_cast<uint8_t>(symbol), static_cast<uint8_t>(bits + 1 - weight)};
      std::fill_n(&entries[at], size_t{1} << (weight - 1), entry);
      at += 1u << (weight - 1);
    }
  }
  log = bits;
  return true;
}

bool CodeTable::Read(std::string_view& bytes) {
  if (bytes.empty()) return false;
  const auto head = static_cast<uint8_t>(bytes[0]);
  bytes.remove_prefix(1);
  uint8_t weights[kMostWeights + 1];
  int count = head - 127;
  const size_t size = head < 128 ? head : static_cast<size_t>(count + 1) / 2;
  if (bytes.size() < size) return false;
  if (head < 128) {
    count = ReadWeights(bytes.substr(0, size), weights);
  } else {
    for (int i = 0; i < count; ++i) {
      const auto two = static_cast<uint8_t>(bytes[static_cast<size_t>(i) / 2]);
      weights[i] = static_cast<uint8_t>(i % 2 == 0 ? two >> 4 : two & 15);
    }
  }
  bytes.remove_prefix(size);
  return count > 0 && Build(weights, count);
}

}  // namespace runner::zstd
