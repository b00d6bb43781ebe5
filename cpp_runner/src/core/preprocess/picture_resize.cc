#include "runner/core/preprocess/picture_resize.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <deque>
#include <utility>

#include "runner/core/preprocess/picture_fit.h"

namespace runner {
namespace {

// Weights are in fixed point: 8 bits of pixel, 2 of headroom, the rest of 32 for the fraction.
constexpr int kFractionBits = 22;
constexpr int32_t kHalf = 1 << (kFractionBits - 1);

// Which input positions make one output position, and by how much.
struct Window {
  int64_t begin = 0;
  std::vector<int32_t> weights;
};

// Output position `at` of `full` when `length` positions become `full`: a triangle around its centre, as wide as two
// input positions when enlarging and as two output positions when reducing.
Window MakeWindow(int64_t length, int64_t full, int64_t at) {
  const double scale = static_cast<double>(length) / static_cast<double>(full);
  const double support = std::max(scale, 1.0);
  const double center = (static_cast<double>(at) + 0.5) * scale;
  Window window;
  window.begin = std::max<int64_t>(static_cast<int64_t>(center - support + 0.5), 0);
  const int64_t end = std::min<int64_t>(static_cast<int64_t>(center + support + 0.5), length);
  std::vector<double> weights;
  double sum = 0.0;
  for (int64_t i = window.begin; i < end; ++i) {
    const double distance = (static_cast<double>(i) - center + 0.5) * (1.0 / support);
    weights.push_back(std::max(1.0 - std::abs(distance), 0.0));
    sum += weights.back();
  }
  for (const double weight : weights) {
    const double share = sum == 0.0 ? weight : weight / sum;
    window.weights.push_back(static_cast<int32_t>(share * (1 << kFractionBits) + 0.5));
  }
  return window;
}

uint8_t Rounded(int32_t sum) { return static_cast<uint8_t>(std::clamp(sum >> kFractionBits, 0, 255)); }

template <int kChannels>
void ResampleRow(const uint8_t* row, const std::vector<Window>& windows, uint8_t* out) {
  for (const Window& window : windows) {
    int32_t sums[kChannels];
    std::fill_n(sums, kChannels, kHalf);
    const uint8_t* pixel = row + window.begin * kChannels;
    for (const int32_t weight : window.weights) {
      for (int channel = 0; channel < kChannels; ++channel) sums[channel] += pixel[channel] * weight;
      pixel += kChannels;
    }
    for (int channel = 0; channel < kChannels; ++channel) *out++ = Rounded(sums[channel]);
  }
}

void ResampleRow(const uint8_t* row, int channels, const std::vector<Window>& windows, uint8_t* out) {
  switch (channels) {
    case 1: return ResampleRow<1>(row, windows, out);
    case 3: return ResampleRow<3>(row, windows, out);
    default: return ResampleRow<4>(row, windows, out);
  }
}

// One output row while its input rows pass by.
struct OpenRow {
  Window window;
  std::vector<int32_t> sums;
};

// The part [left, left + width) x [top, top + height) of `picture` scaled to full_width x full_height. Rows are
// resampled one at a time and added to the output rows that they belong to, so that a picture of extreme proportions
// needs no large intermediate one; the sums are those of two separate passes.
Picture ScalePart(const Picture& picture, int64_t full_width, int64_t full_height, int64_t left, int64_t top, int width,
                  int height) {
  Picture out{width, height, picture.channels, {}};
  const size_t row_size = static_cast<size_t>(width) * static_cast<size_t>(picture.channels);
  out.pixels.resize(row_size * static_cast<size_t>(height));
  std::vector<Window> columns;
  for (int x = 0; x < width; ++x) columns.push_back(MakeWindow(picture.width, full_width, left + x));
  const size_t stride = static_cast<size_t>(picture.width) * static_cast<size_t>(picture.channels);
  std::vector<uint8_t> row(row_size);
  std::deque<OpenRow> open;  // output rows `closed` to `opened`, which begin and end in this order
  Window next = MakeWindow(picture.height, full_height, top);
  int opened = 0;
  int closed = 0;
  for (int64_t y = next.begin; closed < height && y < picture.height; ++y) {
    for (; opened < height && next.begin <= y; ++opened) {
      open.push_back({std::move(next), std::vector<int32_t>(row_size, kHalf)});
      if (opened + 1 < height) next = MakeWindow(picture.height, full_height, top + opened + 1);
    }
    if (open.empty()) continue;
    ResampleRow(picture.pixels.data() + static_cast<size_t>(y) * stride, picture.channels, columns, row.data());
    for (OpenRow& target : open) {
      const int64_t index = y - target.window.begin;
      if (index >= static_cast<int64_t>(target.window.weights.size())) continue;
      const int32_t weight = target.window.weights[static_cast<size_t>(index)];
      for (size_t i = 0; i < row_size; ++i) target.sums[i] += row[i] * weight;
    }
    while (!open.empty() &&
           y + 1 >= open.front().window.begin + static_cast<int64_t>(open.front().window.weights.size())) {
      uint8_t* to = out.pixels.data() + static_cast<size_t>(closed++) * row_size;
      std::transform(open.front().sums.begin(), open.front().sums.end(), to, Rounded);
      open.pop_front();
    }
  }
  return out;
}

}  // namespace

Picture Resize(const Picture& picture, int width, int height) {
  if (picture.width == width && picture.height == height) return picture;
  return ScalePart(picture, width, height, 0, 0, width, height);
}

Picture FitPicture(const Picture& picture, Fit fit, int width, int height) {
  if (fit == Fit::kStretch) return Resize(picture, width, height);
  const PictureFit place = FitOf(fit, picture.width, picture.height, width, height);
  if (fit == Fit::kCrop) return ScalePart(picture, place.full_width, place.full_height, -place.left, -place.top, width, height);
  const Picture inner = Resize(picture, static_cast<int>(place.full_width), static_cast<int>(place.full_height));
  Picture out{width, height, picture.channels, {}};
  const size_t channels = static_cast<size_t>(picture.channels);
  out.pixels.resize(static_cast<size_t>(width) * static_cast<size_t>(height) * channels);
  const size_t row_size = static_cast<size_t>(place.full_width) * channels;
  for (int64_t y = 0; y < place.full_height; ++y) {
    const size_t to =
        (static_cast<size_t>(place.top + y) * static_cast<size_t>(width) + static_cast<size_t>(place.left)) * channels;
    std::memcpy(out.pixels.data() + to, inner.pixels.data() + static_cast<size_t>(y) * row_size, row_size);
  }
  return out;
}

}  // namespace runner
