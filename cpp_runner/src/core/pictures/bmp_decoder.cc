#include <algorithm>
#include <array>
#include <vector>

#include "core/base/byte_order.h"
#include "core/pictures/picture_decoders.h"

// BMP as Microsoft's "Bitmap Storage" describes it: BITMAPCOREHEADER, BITMAPINFOHEADER and its longer successors.
namespace runner {
namespace {

constexpr size_t kFileHeader = 14;
constexpr uint32_t kRgb = 0;
constexpr uint32_t kRle8 = 1;
constexpr uint32_t kRle4 = 2;
constexpr uint32_t kBitFields = 3;
constexpr uint32_t kAlphaBitFields = 6;

using Rgb = std::array<uint8_t, 3>;

struct BmpHeader {
  size_t size = 0;  // of the header that follows the file's
  int64_t width = 0;
  int64_t height = 0;
  bool top_down = false;
  uint32_t bits = 0;
  uint32_t compression = kRgb;
  uint32_t colors = 0;
  size_t pixels_at = 0;
};

// Where the samples of one colour lie in a pixel of 16 or 32 bits.
struct Mask {
  uint32_t bits = 0;
  int shift = 0;
  uint32_t maximum = 0;

  explicit Mask(uint32_t mask) : bits(mask), maximum(mask) {
    while (maximum != 0 && (maximum & 1) == 0) {
      maximum >>= 1;
      ++shift;
    }
  }
  bool Contiguous() const { return (maximum & (maximum + 1)) == 0; }
  uint8_t Sample(uint32_t pixel) const {
    if (maximum == 0) return 0;
    const uint64_t value = (pixel & bits) >> shift;
    return static_cast<uint8_t>((value * 255 + maximum / 2) / maximum);
  }
};

Result<BmpHeader> ReadHeader(std::string_view bytes, const std::string& name) {
  BmpHeader header;
  header.pixels_at = LittleEndian32(bytes, 10);
  header.size = LittleEndian32(bytes, 14);
  if (bytes.size() < kFileHeader + 4 || header.size > bytes.size() - kFileHeader) {
    return UnreadablePicture(name, "It ends before its header does.");
  }
  if (header.size == 12) {
    header.width = LittleEndian32(bytes, 18, 2);
    header.height = LittleEndian32(bytes, 20, 2);
    header.bits = LittleEndian32(bytes, 24, 2);
  } else if (header.size >= 40) {
    header.width = static_cast<int32_t>(LittleEndian32(bytes, 18));
    header.height = static_cast<int32_t>(LittleEndian32(bytes, 22));
    header.top_down = header.height < 0;
    if (header.top_down) header.height = -header.height;
    header.bits = LittleEndian32(bytes, 28, 2);
    header.compression = LittleEndian32(bytes, 30);
    header.colors = LittleEndian32(bytes, 46);
  } else {
    return UnreadablePicture(name, "Its header is of a kind that is not known.");
  }
  RUNNER_TRY(CheckPictureSize(header.width, header.height, name));
  return header;
}

// Where the rows of pixels begin, each padded to a multiple of 4 bytes; refused when they are not all there.
Result<std::string_view> FindRows(std::string_view bytes, const BmpHeader& header, size_t stride,
                                  const std::string& name) {
  const uint64_t needed = static_cast<uint64_t>(stride) * static_cast<uint64_t>(header.height);
  if (header.pixels_at < kFileHeader + header.size || header.pixels_at > bytes.size()) {
    return UnreadablePicture(name, "Its header names a place for the pixels that is not in the file.");
  }
  if (bytes.size() - header.pixels_at < needed) return UnreadablePicture(name, "It is cut off.");
  return bytes.substr(header.pixels_at, static_cast<size_t>(needed));
}

Result<std::vector<Rgb>> ReadPalette(std::string_view bytes, const BmpHeader& header, const std::string& name) {
  const size_t width = header.size == 12 ? 3 : 4;
  const size_t at = kFileHeader + header.size;
  const size_t most = size_t{1} << header.bits;
  size_t count = header.colors == 0 ? most : std::min<size_t>(header.colors, most);
  if (header.pixels_at > at) count = std::min(count, (header.pixels_at - at) / width);
  if (count == 0 || at + count * width > bytes.size()) return UnreadablePicture(name, "Its palette is cut off.");
  std::vector<Rgb> palette(most, Rgb{0, 0, 0});
  for (size_t i = 0; i < count; ++i) {
    for (size_t channel = 0; channel < 3; ++channel) {
      palette[i][channel] = static_cast<uint8_t>(bytes[at + i * width + 2 - channel]);
    }
  }
  return palette;
}

// Pixels of 1, 2, 4 or 8 bits, the first one in the highest bits.
void ReadIndexedRow(std::string_view row, uint32_t bits, const std::vector<Rgb>& palette, uint8_t* out, size_t width) {
  const uint32_t mask = (1u << bits) - 1;
  for (size_t x = 0; x < width; ++x) {
    const size_t bit = x * bits;
    const uint32_t byte = static_cast<unsigned char>(row[bit / 8]);
    const Rgb& color = palette[(byte >> (8 - bits - bit % 8)) & mask];
    std::copy(color.begin(), color.end(), out + x * 3);
  }
}

void ReadBgrRow(std::string_view row, uint8_t* out, size_t width) {
  for (size_t x = 0; x < width; ++x) {
    for (size_t channel = 0; channel < 3; ++channel)
      out[x * 3 + channel] = static_cast<uint8_t>(row[x * 3 + 2 - channel]);
  }
}

// One mask a channel of the picture.
void ReadMaskedRow(std::string_view row, uint32_t bits, const std::vector<Mask>& masks, uint8_t* out, size_t width) {
  const size_t bytes = bits / 8;
  for (size_t x = 0; x < width; ++x) {
    const uint32_t pixel = LittleEndian32(row, x * bytes, bytes);
    for (const Mask& mask : masks) *out++ = mask.Sample(pixel);
  }
}

// Red, green and blue, and alpha where the file says that it has one.
Result<std::vector<Mask>> ReadMasks(std::string_view bytes, const BmpHeader& header, const std::string& name) {
  if (header.compression == kRgb) {
    if (header.bits == 16) return std::vector<Mask>{Mask(0x7C00), Mask(0x03E0), Mask(0x001F)};
    return std::vector<Mask>{Mask(0xFF0000), Mask(0x00FF00), Mask(0x0000FF)};
  }
  // They follow the 40 bytes of BITMAPINFOHEADER, inside or behind the header.
  const size_t at = kFileHeader + 40;
  if (bytes.size() < at + 16) return UnreadablePicture(name, "It ends before its header does.");
  const bool may_have_alpha = header.size >= 56 || header.compression == kAlphaBitFields;
  std::vector<Mask> masks;
  for (size_t i = 0; i < (may_have_alpha ? 4 : 3); ++i) masks.emplace_back(LittleEndian32(bytes, at + 4 * i));
  for (const Mask& mask : masks) {
    if (!mask.Contiguous()) return UnreadablePicture(name, "Its colour masks are not valid.");
  }
  if (masks.back().bits == 0 && may_have_alpha) masks.pop_back();
  return masks;
}

Result<Done> CheckKind(const BmpHeader& header, const std::string& name) {
  if (header.compression == kRle8 || header.compression == kRle4) {
    return UnreadablePicture(name, "It is a run-length compressed BMP, which is not read; save it uncompressed.");
  }
  const bool masked = header.compression == kBitFields || header.compression == kAlphaBitFields;
  if (header.compression != kRgb && !(masked && (header.bits == 16 || header.bits == 32))) {
    return UnreadablePicture(name, "It is a BMP with a compression that is not known.");
  }
  for (const uint32_t bits : {1u, 2u, 4u, 8u, 16u, 24u, 32u}) {
    if (header.bits == bits) return Done{};
  }
  return UnreadablePicture(name,
                           "It is a BMP of " + std::to_string(header.bits) + " bits a pixel, which is not known.");
}

}  // namespace

Result<Picture> DecodeBmp(std::string_view bytes, const std::string& name) {
  RUNNER_ASSIGN(const BmpHeader header, ReadHeader(bytes, name));
  RUNNER_TRY(CheckKind(header, name));
  const size_t width = static_cast<size_t>(header.width);
  const size_t stride = (width * header.bits + 31) / 32 * 4;
  RUNNER_ASSIGN(const std::string_view rows, FindRows(bytes, header, stride, name));
  std::vector<Rgb> palette;
  std::vector<Mask> masks;
  if (header.bits <= 8) {
    RUNNER_ASSIGN(palette, ReadPalette(bytes, header, name));
  } else if (header.bits != 24) {
    RUNNER_ASSIGN(masks, ReadMasks(bytes, header, name));
  }
  RUNNER_ASSIGN(Picture picture, MakePicture(header.width, header.height, masks.size() == 4 ? 4 : 3, name));
  const size_t height = static_cast<size_t>(header.height);
  for (size_t y = 0; y < height; ++y) {
    const std::string_view row = rows.substr((header.top_down ? y : height - 1 - y) * stride, stride);
    uint8_t* out = picture.pixels.data() + y * width * static_cast<size_t>(picture.channels);
    if (header.bits <= 8) {
      ReadIndexedRow(row, header.bits, palette, out, width);
    } else if (header.bits == 24) {
      ReadBgrRow(row, out, width);
    } else {
      ReadMaskedRow(row, header.bits, masks, out, width);
    }
  }
  return picture;
}

}  // namespace runner
