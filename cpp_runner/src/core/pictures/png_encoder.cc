#include "runner/core/pictures/png_encoder.h"

#include <algorithm>
#include <cstdlib>

#include "core/base/byte_order.h"
#include "runner/core/formats/crc32.h"
#include "runner/core/formats/deflate.h"

namespace runner {
namespace {

constexpr int kLeft = 1;   // PNG's filter "Sub"
constexpr int kAbove = 2;  // and "Up"

void AppendChunk(std::string& out, const char* type, const std::string& data) {
  AppendBigEndian(out, data.size(), 4);
  const std::string whole = type + data;
  out += whole;
  AppendBigEndian(out, Crc32(whole), 4);
}

// The row at `row` as differences to what is `step` bytes before, or zero where nothing is.
std::string Differences(const uint8_t* row, size_t bytes, const uint8_t* before, size_t step) {
  std::string out;
  for (size_t i = 0; i < bytes; ++i) {
    const uint8_t other = before != nullptr ? before[i] : i < step ? uint8_t{0} : row[i - step];
    out += static_cast<char>(row[i] - other);
  }
  return out;
}

// How far the differences are from nothing: what PNG's authors choose a filter by.
int64_t Unrest(const std::string& differences) {
  int64_t sum = 0;
  for (const char difference : differences) sum += std::abs(static_cast<int>(static_cast<signed char>(difference)));
  return sum;
}

std::string Filtered(const Picture& picture, bool counts_colors) {
  const size_t step = static_cast<size_t>(picture.channels);
  const size_t bytes = static_cast<size_t>(picture.width) * step;
  std::string out;
  out.reserve((bytes + 1) * static_cast<size_t>(picture.height));
  for (size_t y = 0; y < static_cast<size_t>(picture.height); ++y) {
    const uint8_t* row = picture.pixels.data() + y * bytes;
    if (counts_colors) {  // differences of colours' numbers say nothing
      out += '\0';
      out.append(reinterpret_cast<const char*>(row), bytes);
      continue;
    }
    const std::string left = Differences(row, bytes, nullptr, step);
    const std::string above = y == 0 ? left : Differences(row, bytes, row - bytes, step);
    const bool by_above = y > 0 && Unrest(above) < Unrest(left);
    out += static_cast<char>(by_above ? kAbove : kLeft);
    out += by_above ? above : left;
  }
  return out;
}

}  // namespace

std::string PngBytes(const Picture& picture, const std::vector<Rgba>& palette) {
  const bool counts_colors = !palette.empty();
  std::string header;
  AppendBigEndian(header, static_cast<uint64_t>(picture.width), 4);
  AppendBigEndian(header, static_cast<uint64_t>(picture.height), 4);
  header += '\x08';  // bits a sample
  header += counts_colors ? '\x03' : picture.channels == 1 ? '\x00' : '\x02';
  header.append(3, '\0');
  std::string out = "\x89PNG\r\n\x1A\n";
  AppendChunk(out, "IHDR", header);
  if (counts_colors) {
    std::string colors;
    std::string alphas;
    for (const Rgba& color : palette) {
      for (size_t i = 0; i < 3; ++i) colors += static_cast<char>(color[i]);
      alphas += static_cast<char>(color[3]);
    }
    AppendChunk(out, "PLTE", colors);
    AppendChunk(out, "tRNS", alphas);
  }
  AppendChunk(out, "IDAT", ZlibBytes(Filtered(picture, counts_colors)));
  AppendChunk(out, "IEND", "");
  return out;
}

}  // namespace runner
