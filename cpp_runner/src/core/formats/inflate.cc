#include "runner/core/formats/inflate.h"

#include <algorithm>
#include <array>
#include <cstdint>

// Deflate as RFC 1951 describes it. Section numbers below are that document's.
namespace runner {
namespace {

constexpr int kMaxBits = 15;

// Bits from the least significant end of each byte (3.1.1). Past the end it gives zeros and remembers that.
class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

  uint32_t Peek(int count) {
    while (held_ < count) {
      if (at_ < bytes_.size()) bits_ |= static_cast<uint64_t>(static_cast<unsigned char>(bytes_[at_])) << held_;
      ++at_;
      held_ += 8;
    }
    return static_cast<uint32_t>(bits_ & ((uint64_t{1} << count) - 1));
  }
  void Skip(int count) {
    bits_ >>= count;
    held_ -= count;
  }
  uint32_t Take(int count) {
    const uint32_t value = Peek(count);
    Skip(count);
    return value;
  }
  void SkipToByte() { Skip(held_ % 8); }
  // Bits beyond the end were used, not only looked at.
  bool Overran() const { return at_ > bytes_.size() && (at_ - bytes_.size()) * 8 > static_cast<size_t>(held_); }

 private:
  std::string_view bytes_;
  size_t at_ = 0;
  uint64_t bits_ = 0;
  int held_ = 0;
};

// Canonical Huffman codes (3.2.2): codes of up to kFastBits bits are looked up, longer ones are counted down.
class HuffmanCode {
 public:
  // False when the lengths name more codes than there are, or fewer and more than one.
  bool Build(const uint8_t* lengths, int count);
  // The next symbol, or -1 for bits that are no code.
  int Decode(BitReader& bits) const;

 private:
  static constexpr int kFastBits = 10;
  std::array<uint16_t, kMaxBits + 1> counts_{};
  std::array<uint16_t, 288> symbols_{};                  // in the order of their codes
  std::array<uint16_t, size_t{1} << kFastBits> fast_{};  // symbol * 16 + length; 0 = none
};

bool HuffmanCode::Build(const uint8_t* lengths, int count) {
  counts_.fill(0);
  fast_.fill(0);
  for (int i = 0; i < count; ++i) ++counts_[lengths[i]];
  counts_[0] = 0;
  int left = 1;
  int used = 0;
  for (int length = 1; length <= kMaxBits; ++length) {
    left = left * 2 - counts_[length];
    used += counts_[length];
    if (left < 0) return false;
  }
  if (left > 0 && used > 1) return false;
  std::array<uint16_t, kMaxBits + 2> first{};
  std::array<uint32_t, kMaxBits + 2> code{};
  for (int length = 1; length <= kMaxBits; ++length) {
    first[length + 1] = static_cast<uint16_t>(first[length] + counts_[length]);
    code[length + 1] = (code[length] + counts_[length]) << 1;
  }
  for (int symbol = 0; symbol < count; ++symbol) {
    const int length = lengths[symbol];
    if (length == 0) continue;
    symbols_[first[length]++] = static_cast<uint16_t>(symbol);
    const uint32_t bits = code[length]++;
    if (length > kFastBits) continue;
    uint32_t reversed = 0;
    for (int i = 0; i < length; ++i) reversed |= ((bits >> i) & 1) << (length - 1 - i);
    for (size_t i = reversed; i < fast_.size(); i += size_t{1} << length) {
      fast_[i] = static_cast<uint16_t>(symbol * 16 + length);
    }
  }
  return true;
}

int HuffmanCode::Decode(BitReader& bits) const {
  uint32_t ahead = bits.Peek(kMaxBits);
  if (const uint16_t entry = fast_[ahead & (fast_.size() - 1)]; entry != 0) {
    bits.Skip(entry & 15);
    return entry >> 4;
  }
  int code = 0;
  int first = 0;
  int index = 0;
  for (int length = 1; length <= kMaxBits; ++length) {
    code |= static_cast<int>(ahead & 1);
    ahead >>= 1;
    if (code - first < counts_[length]) {
      bits.Skip(length);
      return symbols_[static_cast<size_t>(index + code - first)];
    }
    index += counts_[length];
    first = (first + counts_[length]) << 1;
    code <<= 1;
  }
  return -1;
}

class Inflater {
 public:
  Inflater(std::string_view bytes, uint64_t size) : bits_(bytes), size_(size) {}

  bool Run();
  // Stops where `size` bytes are there.
  void RunBeginning();
  std::string& out() { return out_; }

 private:
  bool Blocks();
  bool StoredBlock();
  bool FixedCodes();
  bool DynamicCodes();
  bool CodedBlock();
  bool CopyMatch(int length_symbol);

  BitReader bits_;
  uint64_t size_;
  std::string out_;
  HuffmanCode literals_;
  HuffmanCode distances_;
};

bool Inflater::Run() { return Blocks() && out_.size() == size_; }

// A block that would go beyond `size_` fails there, with all bytes up to it kept.
void Inflater::RunBeginning() { static_cast<void>(Blocks()); }

bool Inflater::Blocks() {
  out_.reserve(
      static_cast<size_t>(std::min<uint64_t>(size_, uint64_t{64} << 20)));  // a false size must not cost memory
  bool last = false;
  while (!last) {
    last = bits_.Take(1) != 0;
    bool done = false;
    switch (bits_.Take(2)) {
      case 0: done = StoredBlock(); break;
      case 1: done = FixedCodes() && CodedBlock(); break;
      case 2: done = DynamicCodes() && CodedBlock(); break;
      default: break;
    }
    if (!done || bits_.Overran()) return false;
  }
  return true;
}

bool Inflater::StoredBlock() {
  bits_.SkipToByte();
  const uint32_t length = bits_.Take(16);
  const uint32_t complement = bits_.Take(16);
  if ((length ^ complement) != 0xFFFF || length > size_ - out_.size()) return false;
  for (uint32_t i = 0; i < length; ++i) out_ += static_cast<char>(bits_.Take(8));
  return true;
}

bool Inflater::FixedCodes() {
  std::array<uint8_t, 288> lengths{};
  for (size_t i = 0; i < lengths.size(); ++i) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
  std::array<uint8_t, 32> distances{};
  distances.fill(5);
  return literals_.Build(lengths.data(), 288) && distances_.Build(distances.data(), 32);
}

bool Inflater::DynamicCodes() {
  static constexpr uint8_t kOrder[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  const uint32_t literal_count = bits_.Take(5) + 257;
  const uint32_t distance_count = bits_.Take(5) + 1;
  const uint32_t order_count = bits_.Take(4) + 4;
  if (literal_count > 286 || distance_count > 30) return false;
  std::array<uint8_t, 19> code_lengths{};
  for (uint32_t i = 0; i < order_count; ++i) code_lengths[kOrder[i]] = static_cast<uint8_t>(bits_.Take(3));
  HuffmanCode code;
  if (!code.Build(code_lengths.data(), 19)) return false;
  std::array<uint8_t, 286 + 30> lengths{};
  const uint32_t total = literal_count + distance_count;
  for (uint32_t filled = 0; filled < total;) {
    const int symbol = code.Decode(bits_);
    if (symbol < 0 || (symbol == 16 && filled == 0)) return false;
    if (symbol < 16) {
      lengths[filled++] = static_cast<uint8_t>(symbol);
      continue;
    }
    const uint8_t value = symbol == 16 ? lengths[filled - 1] : 0;
    const uint32_t repeat = symbol == 16 ? 3 + bits_.Take(2) : symbol == 17 ? 3 + bits_.Take(3) : 11 + bits_.Take(7);
    if (repeat > total - filled) return false;
    std::fill_n(lengths.begin() + filled, repeat, value);
    filled += repeat;
  }
  if (lengths[256] == 0) return false;  // a block could never end
  return literals_.Build(lengths.data(), static_cast<int>(literal_count)) &&
         distances_.Build(lengths.data() + literal_count, static_cast<int>(distance_count));
}

bool Inflater::CodedBlock() {
  while (!bits_.Overran()) {
    const int symbol = literals_.Decode(bits_);
    if (symbol < 0) return false;
    if (symbol == 256) return true;
    if (symbol > 256) {
      if (!CopyMatch(symbol - 257)) return false;
    } else if (out_.size() < size_) {
      out_ += static_cast<char>(symbol);
    } else {
      return false;
    }
  }
  return false;
}

// The two tables of 3.2.5.
bool Inflater::CopyMatch(int length_symbol) {
  static constexpr uint16_t kLengths[29] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                            31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
  static constexpr uint8_t kLengthBits[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                              2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
  static constexpr uint16_t kDistances[30] = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                                              33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                                              1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
  if (length_symbol >= 29) return false;
  const size_t length = kLengths[length_symbol] + bits_.Take(kLengthBits[length_symbol]);
  const int distance_symbol = distances_.Decode(bits_);
  if (distance_symbol < 0 || distance_symbol >= 30) return false;
  const int distance_bits = distance_symbol < 2 ? 0 : distance_symbol / 2 - 1;
  const size_t distance = kDistances[distance_symbol] + bits_.Take(distance_bits);
  if (distance > out_.size() || length > size_ - out_.size()) return false;
  // One by one: a match may overlap what it makes.
  for (size_t i = 0; i < length; ++i) out_ += out_[out_.size() - distance];
  return true;
}

}  // namespace

std::string InflateBeginning(std::string_view bytes, uint64_t size) {
  Inflater inflater(bytes, size);
  inflater.RunBeginning();
  return std::move(inflater.out());
}

Result<std::string> Inflate(std::string_view bytes, uint64_t size) {
  Inflater inflater(bytes, size);
  if (!inflater.Run()) {
    return Failure::Usage("Compressed data cannot be unpacked", "It is damaged or cut off.", "Make the file again.");
  }
  return std::move(inflater.out());
}

}  // namespace runner
