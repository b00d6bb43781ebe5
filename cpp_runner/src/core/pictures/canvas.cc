#include "runner/core/pictures/canvas.h"

#include <algorithm>
#include <cmath>

#include "core/pictures/bitmap_font.h"

namespace runner {

void Canvas::Fill(int64_t left, int64_t top, int64_t right, int64_t bottom, const Rgba& color) {
  left = std::max<int64_t>(left, 0);
  right = std::min<int64_t>(right, picture_.width);
  bottom = std::min<int64_t>(bottom, picture_.height);
  for (int64_t y = std::max<int64_t>(top, 0); y < bottom; ++y) {
    uint8_t* pixel = picture_.pixels.data() + (y * picture_.width + left) * 3;
    for (int64_t x = left; x < right; ++x, pixel += 3) std::copy_n(color.begin(), 3, pixel);
  }
}

void Canvas::Frame(int64_t left, int64_t top, int64_t right, int64_t bottom, int64_t thickness, const Rgba& color) {
  Fill(left, top, right, top + thickness, color);
  Fill(left, bottom - thickness, right, bottom, color);
  Fill(left, top, left + thickness, bottom, color);
  Fill(right - thickness, top, right, bottom, color);
}

void Canvas::Line(double x, double y, double to_x, double to_y, int64_t thickness, const Rgba& color) {
  const auto near = [](double place, int size) { return place >= -size && place <= 2.0 * size; };
  // Others would be mostly outside, and take as many steps as they are long.
  if (!near(x, picture_.width) || !near(to_x, picture_.width) || !near(y, picture_.height) || !near(to_y, picture_.height)) return;
  const double steps = std::max({std::ceil(std::abs(to_x - x)), std::ceil(std::abs(to_y - y)), 1.0});
  for (double step = 0.0; step <= steps; step += 1.0) {
    const int64_t left = std::lround(x + (to_x - x) * step / steps) - thickness / 2;
    const int64_t top = std::lround(y + (to_y - y) * step / steps) - thickness / 2;
    Fill(left, top, left + thickness, top + thickness, color);
  }
}

void Canvas::Dot(double x, double y, int64_t radius, const Rgba& color) {
  const bool far = !(std::abs(x) <= 2.0 * picture_.width && std::abs(y) <= 2.0 * picture_.height);
  if (far) return;
  const int64_t middle = std::lround(x);
  const int64_t row = std::lround(y);
  for (int64_t down = -radius; down <= radius; ++down) {
    const double across = std::sqrt(static_cast<double>(radius * radius - down * down) + 0.25 * static_cast<double>(radius));
    const int64_t half = std::lround(across);
    Fill(middle - half, row + down, middle + half + 1, row + down + 1, color);
  }
}

void Canvas::Words(int64_t left, int64_t top, int64_t scale, std::string_view words, const Rgba& color) {
  for (const char letter : words) {
    const char drawn = letter >= kFirstLetter && letter <= kLastLetter ? letter : '?';
    const uint8_t* const rows = kGlyphs[drawn - kFirstLetter];
    for (int64_t y = 0; y < kLetterHeight; ++y) {
      for (int64_t x = 0; x < kLetterWidth - 1; ++x) {
        if ((rows[y] >> (kLetterWidth - 2 - x) & 1) == 0) continue;
        Fill(left + x * scale, top + y * scale, left + (x + 1) * scale, top + (y + 1) * scale, color);
      }
    }
    left += kLetterWidth * scale;
  }
}

}  // namespace runner
