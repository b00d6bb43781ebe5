#include "runner/core/formats/zstd.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/byte_order.h"
#include "core/formats/zstd_tables.h"

namespace runner {
namespace {

using zstd::BackwardBits;
using zstd::CodeTable;
using zstd::StateTable;

constexpr uint32_t kMagic = 0xFD2FB528;
constexpr size_t kMostBlock = size_t{128} << 10;

// A kind of code in a sequence: so many bits follow each code, and its values begin where those of the one before end.
struct CodeKind {
  const uint8_t* extra_bits;
  int symbols;
  int most_state_bits;
  const int16_t* usual_shares;
  int usual_symbols;
  int usual_state_bits;
};

constexpr uint8_t kLiteralBits[36] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
constexpr uint8_t kMatchBits[53] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                    0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
constexpr int16_t kLiteralShares[36] = {4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1};
constexpr int16_t kOffsetShares[29] = {1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1};
constexpr int16_t kMatchShares[53] = {1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                      1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1};

enum { kLiterals, kOffsets, kMatches, kKinds };
constexpr CodeKind kCodeKinds[kKinds] = {
    {kLiteralBits, 36, 9, kLiteralShares, 36, 6},
    {nullptr, 32, 8, kOffsetShares, 29, 5},
    {kMatchBits, 53, 9, kMatchShares, 53, 6},
};
constexpr uint32_t kLeastMatch = 3;
// Most pieces are shorter: so many bytes are copied in one step, and what is too much is overwritten by the next piece.
constexpr size_t kShort = 16;

// So many bytes of the literals, then so many again that lie `offset` bytes before.
struct Sequence {
  size_t literals;
  size_t size;
  uint32_t offset;
};
constexpr uint32_t kReadAhead = 32;  // sequences that are read before they are carried out

// Moves `bytes` behind the head of a frame, and gives the size that it says; nothing where it is anything else.
std::optional<uint64_t> TakeHeader(std::string_view& bytes) {
  const auto flags = static_cast<uint32_t>(LittleEndian(bytes, 4, 1));
  const bool single = (flags & 0x20) != 0;
  const uint32_t size_flag = flags >> 6;
  const size_t size_bytes = size_flag == 0 ? (single ? 1 : 0) : size_t{1} << size_flag;
  const size_t at = single ? 5 : 6;
  // No reserved bit, no dictionary.
  if (LittleEndian32(bytes, 0) != kMagic || (flags & 0x0B) != 0 || size_bytes == 0 || !HasBytes(bytes, at, size_bytes)) return {};
  const uint64_t size = LittleEndian(bytes, at, size_bytes) + (size_flag == 1 ? 256 : 0);
  bytes.remove_prefix(at + size_bytes);
  return size;
}

// The blocks of one frame, one by one; tables and offsets live on from block to block.
class Frame {
 public:
  Frame(char* out, size_t size) : out_(out), size_(size) {
    uint32_t literals = 0, matches = kLeastMatch;
    for (int i = 0; i < 36; literals += 1u << kLiteralBits[i++]) literal_bases_[i] = literals;
    for (int i = 0; i < 53; matches += 1u << kMatchBits[i++]) match_bases_[i] = matches;
  }

  bool Unpack(std::string_view bytes);

 private:
  bool Block(std::string_view bytes);
  bool ReadLiterals(std::string_view& bytes);
  bool DecodeLiterals(std::string_view bytes, bool four, size_t size);
  bool ReadTable(int kind, int mode, std::string_view& bytes);
  bool RunSequences(std::string_view bytes, uint32_t count);
  Sequence ReadSequence(BackwardBits& bits, const int (&states)[kKinds]);
  bool TakeLiterals(std::string_view& literals, size_t size);
  uint32_t OffsetOf(uint64_t value, bool no_literals);
  bool Append(std::string_view bytes);
  bool Repeat(uint32_t offset, size_t size);

  char* const out_;
  const size_t size_;
  size_t written_ = 0;
  CodeTable codes_;
  StateTable tables_[kKinds];
  uint32_t offsets_[3] = {1, 4, 8};
  uint32_t literal_bases_[36];
  uint32_t match_bases_[53];
  std::string literals_;
};

bool Frame::Append(std::string_view bytes) {
  if (bytes.size() > size_ - written_) return false;
  std::copy_n(bytes.data(), bytes.size(), out_ + written_);
  written_ += bytes.size();
  return true;
}

bool Frame::Repeat(uint32_t offset, size_t size) {
  if (offset == 0 || offset > written_ || size > size_ - written_) return false;
  char* const to = out_ + written_;
  if (offset >= kShort && size_ - written_ >= size + kShort) {
    for (size_t i = 0; i < size; i += kShort) std::memcpy(to + i, to + i - offset, kShort);
  } else {
    for (size_t i = 0; i < size; ++i) to[i] = to[static_cast<ptrdiff_t>(i) - static_cast<ptrdiff_t>(offset)];
  }
  written_ += size;
  return true;
}

bool Frame::Unpack(std::string_view bytes) {
  for (bool last = false; !last;) {
    if (bytes.size() < 3) return false;
    const uint32_t head = LittleEndian32(bytes, 0, 3);
    bytes.remove_prefix(3);
    last = (head & 1) != 0;
    const uint32_t type = (head >> 1) & 3;
    const size_t size = head >> 3;
    const size_t packed = type == 1 ? 1 : size;
    if (type == 3 || size > kMostBlock || packed > bytes.size()) return false;
    const std::string_view block = bytes.substr(0, packed);
    bytes.remove_prefix(packed);
    const bool done = type == 0 ? Append(block) : type == 1 ? Append(std::string(size, block[0])) : Block(block);
    if (!done) return false;
  }
  return written_ == size_;
}

bool Frame::ReadLiterals(std::string_view& bytes) {
  if (bytes.empty()) return false;
  const uint64_t head = LittleEndian(bytes, 0, std::min<size_t>(bytes.size(), 5));
  const auto type = static_cast<uint32_t>(head & 3);
  const auto format = static_cast<uint32_t>((head >> 2) & 3);
  size_t head_size, size, packed;
  if (type < 2) {
    head_size = format == 1 ? 2 : format == 3 ? 3 : 1;
    size = static_cast<size_t>((head & ((uint64_t{1} << (8 * head_size)) - 1)) >> (head_size == 1 ? 3 : 4));
    packed = type == 1 ? 1 : size;
  } else {
    const uint32_t width = format < 2 ? 10 : format == 2 ? 14 : 18;
    head_size = format < 2 ? 3 : format + 2;
    size = static_cast<size_t>(head >> 4) & ((1u << width) - 1);
    packed = static_cast<size_t>(head >> (4 + width)) & ((1u << width) - 1);
  }
  if (size > kMostBlock || !HasBytes(bytes, head_size, packed)) return false;
  std::string_view content = bytes.substr(head_size, packed);
  bytes.remove_prefix(head_size + packed);
  if (type == 0) literals_ = content;
  if (type == 1) literals_.assign(size, content[0]);
  if (type < 2) return true;
  return (type == 3 || codes_.Read(content)) && DecodeLiterals(content, format != 0, size);
}

bool Frame::DecodeLiterals(std::string_view bytes, bool four, size_t size) {
  literals_.resize(size);
  char* to = literals_.data();
  if (!four) return codes_.Decode(bytes, to, size);
  constexpr size_t kJumps = 6;
  const size_t each = (size + 3) / 4;
  if (bytes.size() < kJumps || 3 * each > size) return false;
  std::string_view streams[4] = {{}, {}, {}, bytes.substr(kJumps)};
  std::string_view& rest = streams[3];
  for (size_t i = 0; i < 3; ++i) {
    const auto packed = static_cast<size_t>(LittleEndian(bytes, 2 * i, 2));
    if (packed > rest.size()) return false;
    streams[i] = rest.substr(0, packed);
    rest.remove_prefix(packed);
  }
  return codes_.DecodeFour(streams, to, each, size - 3 * each);
}

bool Frame::ReadTable(int kind, int mode, std::string_view& bytes) {
  const CodeKind& codes = kCodeKinds[kind];
  StateTable& table = tables_[kind];
  if (mode == 0) table.Build(codes.usual_shares, codes.usual_symbols, codes.usual_state_bits);
  if (mode == 1) {
    if (bytes.empty() || static_cast<uint8_t>(bytes[0]) >= codes.symbols) return false;
    table.BuildOfOne(static_cast<uint8_t>(bytes[0]));
    bytes.remove_prefix(1);
  }
  if (mode == 2) return table.Read(bytes, codes.most_state_bits, codes.symbols);
  return table.log >= 0;
}

bool Frame::Block(std::string_view bytes) {
  if (!ReadLiterals(bytes) || bytes.empty()) return false;
  uint32_t count = static_cast<uint8_t>(bytes[0]);
  size_t head = 1;
  if (count == 255) {
    count = LittleEndian32(bytes, 1, 2) + 0x7F00;
    head = 3;
  } else if (count > 127) {
    count = ((count - 128) << 8) + LittleEndian32(bytes, 1, 1);
    head = 2;
  }
  if (count == 0) return bytes.size() == 1 && Append(literals_);
  if (bytes.size() < head + 1) return false;
  const auto modes = static_cast<uint8_t>(bytes[head]);
  bytes.remove_prefix(head + 1);
  if ((modes & 3) != 0) return false;
  for (int kind = 0; kind < kKinds; ++kind) {
    if (!ReadTable(kind, (modes >> (6 - 2 * kind)) & 3, bytes)) return false;
  }
  return RunSequences(bytes, count);
}

// Three numbers stand for the offsets of before.
uint32_t Frame::OffsetOf(uint64_t value, bool no_literals) {
  const uint64_t which = value > 3 ? 3 : value - 1 + (no_literals ? 1 : 0);
  uint32_t offset;
  if (value > 3) {
    offset = static_cast<uint32_t>(value - 3);
  } else {
    offset = which == 3 ? offsets_[0] - 1 : offsets_[which];
  }
  if (which >= 2) offsets_[2] = offsets_[1];
  if (which >= 1) offsets_[1] = offsets_[0];
  offsets_[0] = offset;
  return offset;
}

bool Frame::RunSequences(std::string_view bytes, uint32_t count) {
  BackwardBits bits;
  if (!bits.Open(bytes)) return false;
  int states[kKinds];
  for (int kind = 0; kind < kKinds; ++kind) states[kind] = tables_[kind].Begin(bits);
  std::string_view literals = literals_;
  Sequence some[kReadAhead];
  while (count > 0) {
    const uint32_t now = std::min(count, kReadAhead);
    size_t at = written_;
    for (uint32_t i = 0; i < now; ++i) {
      some[i] = ReadSequence(bits, states);
      at += some[i].literals;
      // Far back, and hardly ever in the processor's cache: it is fetched while the next ones are read.
      if (some[i].offset <= at && at - some[i].offset < size_) __builtin_prefetch(out_ + at - some[i].offset);
      at += some[i].size;
      if (--count == 0) break;
      bits.Fill();
      for (const int kind : {kLiterals, kMatches, kOffsets}) states[kind] = tables_[kind].Next(states[kind], bits);
    }
    for (uint32_t i = 0; i < now; ++i) {
      if (!TakeLiterals(literals, some[i].literals) || !Repeat(some[i].offset, some[i].size)) return false;
    }
  }
  return bits.left() == 0 && Append(literals);
}

Sequence Frame::ReadSequence(BackwardBits& bits, const int (&states)[kKinds]) {
  const int literal_code = tables_[kLiterals].entries[states[kLiterals]].symbol;
  const int offset_code = tables_[kOffsets].entries[states[kOffsets]].symbol;
  const int match_code = tables_[kMatches].entries[states[kMatches]].symbol;
  const uint64_t offset_value = (uint64_t{1} << offset_code) + bits.Take(offset_code);
  const size_t size = match_bases_[match_code] + static_cast<size_t>(bits.Take(kMatchBits[match_code]));
  const size_t literals = literal_bases_[literal_code] + static_cast<size_t>(bits.Next(kLiteralBits[literal_code]));
  return {literals, size, OffsetOf(offset_value, literals == 0)};
}

bool Frame::TakeLiterals(std::string_view& literals, size_t size) {
  if (size <= kShort && literals.size() >= kShort && size_ - written_ >= kShort) {
    std::memcpy(out_ + written_, literals.data(), kShort);
    written_ += size;
  } else if (size > literals.size() || !Append(literals.substr(0, size))) {
    return false;
  }
  literals.remove_prefix(size);
  return true;
}

bool UnpackFrame(std::string_view bytes, char* to, size_t size) {
  const auto frame = std::make_unique<Frame>(to, size);
  return frame->Unpack(bytes);
}

}  // namespace

bool UnpackZstandardTo(std::string_view bytes, char* to, size_t size) {
  const std::optional<uint64_t> said = TakeHeader(bytes);
  return said && *said == size && UnpackFrame(bytes, to, size);
}

Result<std::string> UnpackZstandard(std::string_view bytes, uint64_t least, uint64_t most) {
  const std::optional<uint64_t> size = TakeHeader(bytes);
  if (size && *size >= least && *size <= most) {
    std::string out(static_cast<size_t>(*size), '\0');
    if (UnpackFrame(bytes, out.data(), out.size())) return out;
  }
  return Failure::Usage("Compressed data cannot be unpacked", "It is damaged or cut off.", "Make the file again.");
}

}  // namespace runner
