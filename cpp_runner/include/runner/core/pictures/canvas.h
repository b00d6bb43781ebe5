// Canvas: draws rectangles, lines, dots and words into a picture.
// Thread rule: one thread; the picture must outlive it.
#ifndef RUNNER_CORE_PICTURES_CANVAS_H_
#define RUNNER_CORE_PICTURES_CANVAS_H_

#include <cstdint>
#include <string_view>

#include "runner/core/pictures/picture.h"
#include "runner/core/pictures/png_encoder.h"

namespace runner {

// Places are pixels, and may lie anywhere: what is outside of the picture is not drawn.
class Canvas {
 public:
  // `picture` has three channels.
  explicit Canvas(Picture& picture) : picture_(picture) {}

  // All pixels from left, top to right, bottom, which do not belong to it.
  void Fill(int64_t left, int64_t top, int64_t right, int64_t bottom, const Rgba& color);
  // The edges of such a rectangle, inside of it.
  void Frame(int64_t left, int64_t top, int64_t right, int64_t bottom, int64_t thickness, const Rgba& color);
  void Line(double x, double y, double to_x, double to_y, int64_t thickness, const Rgba& color);
  void Dot(double x, double y, int64_t radius, const Rgba& color);
  // Words of ASCII, each of whose points is `scale` pixels wide; letters that there are none of are question marks.
  void Words(int64_t left, int64_t top, int64_t scale, std::string_view words, const Rgba& color);

  static constexpr int64_t kLetterWidth = 6;  // points of a letter and of the gap behind it
  static constexpr int64_t kLetterHeight = 7;

 private:
  Picture& picture_;
};

}  // namespace runner

#endif  // RUNNER_CORE_PICTURES_CANVAS_H_
