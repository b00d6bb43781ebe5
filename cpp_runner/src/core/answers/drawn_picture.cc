#include "runner/core/answers/drawn_picture.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "runner/core/answers/output_picture.h"
#include "runner/core/pictures/canvas.h"
#include "runner/core/preprocess/picture_resize.h"

namespace runner {
namespace {

constexpr size_t kMostLetters = 32;  // of a label

// Which of COCO's 17 points are joined: nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles, the left one first.
constexpr size_t kBodyPoints = 17;
constexpr uint8_t kBones[][2] = {{0, 1}, {0, 2}, {1, 3}, {2, 4}, {5, 6}, {5, 7}, {7, 9}, {6, 8},
                                 {8, 10}, {5, 11}, {6, 12}, {11, 12}, {11, 13}, {13, 15}, {12, 14}, {14, 16}};

bool IsAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return letter >= ' ' && letter <= '~'; });
}

// Letters that there are none of are told by the number of the class.
std::string Caption(const Contract& contract, const FoundBox& box) {
  std::string label = BoxLabel(contract, box.index);
  if (label.empty() || !IsAscii(label)) label = "#" + std::to_string(box.index);
  char share[16] = "";
  if (box.score >= 0.0 && box.score <= 1.0 + 1e-6) std::snprintf(share, sizeof share, " %.0f %%", box.score * 100.0);
  return label.substr(0, kMostLetters) + share;
}

class DetectionDrawing {
 public:
  DetectionDrawing(const Contract& contract, Picture& picture) : contract_(contract), picture_(picture), canvas_(picture) {
    const int64_t sides = int64_t{picture.width} + picture.height;
    thickness_ = std::max<int64_t>(1, (sides + 300) / 600);
    letters_ = std::max<int64_t>(1, (sides + 300) / 600);
  }

  void Draw(const Detections& found) {
    // The best lies above the others.
    for (auto box = found.boxes.rbegin(); box != found.boxes.rend(); ++box) DrawBox(*box);
    DrawPoints(found.points, StandardColor(1));
  }

 private:
  void DrawBox(const FoundBox& box) {
    const Rgba color = ClassColor(contract_, box.index);
    const int64_t left = std::lround(box.x);
    const int64_t top = std::lround(box.y);
    const int64_t right = std::max<int64_t>(std::lround(box.x + box.width), left + 1);
    const int64_t bottom = std::max<int64_t>(std::lround(box.y + box.height), top + 1);
    canvas_.Frame(left, top, right, bottom, thickness_, color);
    DrawPoints(box.points, color);
    DrawCaption(Caption(contract_, box), left, top, color);
  }

  // Above the box, or in it where there is no room; never beyond the right edge as long as it fits at all.
  void DrawCaption(const std::string& caption, int64_t left, int64_t top, const Rgba& color) {
    const int64_t height = (Canvas::kLetterHeight + 2) * letters_;
    const int64_t width = (static_cast<int64_t>(caption.size()) * Canvas::kLetterWidth + 1) * letters_;
    left = std::max<int64_t>(std::min(left, picture_.width - width), 0);
    if (top >= height) top -= height;
    canvas_.Fill(left, top, left + width, top + height, color);
    const int brightness = (color[0] * 299 + color[1] * 587 + color[2] * 114) / 1000;
    canvas_.Words(left + letters_, top + letters_, letters_, caption, brightness > 140 ? Rgba{0, 0, 0, 255} : Rgba{255, 255, 255, 255});
  }

  void DrawPoints(const std::vector<FoundPoint>& points, const Rgba& color) {
    const double least = ScoreThatCounts(contract_);
    const auto counts = [&](size_t i) { return points[i].score >= least; };
    if (points.size() == kBodyPoints) {
      for (const auto& bone : kBones) {
        const FoundPoint& from = points[bone[0]];
        const FoundPoint& to = points[bone[1]];
        if (counts(bone[0]) && counts(bone[1])) {
          canvas_.Line(from.x, from.y, to.x, to.y, thickness_, color);
        }
      }
    }
    for (size_t i = 0; i < points.size(); ++i) {
      if (!counts(i)) continue;
      canvas_.Dot(points[i].x, points[i].y, thickness_ + 2, {255, 255, 255, 255});
      canvas_.Dot(points[i].x, points[i].y, thickness_ + 1, color);
    }
  }

  const Contract& contract_;
  Picture& picture_;
  Canvas canvas_;
  int64_t thickness_ = 1;
  int64_t letters_ = 1;
};

}  // namespace

const Picture* DrawnOn(const Contract& contract, const std::vector<RawInput>& raw_inputs) {
  if (DetectorOutput(contract) >= contract.outputs.size()) return nullptr;
  for (size_t i = 0; i < std::min(raw_inputs.size(), contract.inputs.size()); ++i) {
    if (contract.inputs[i].kind != InputKind::kImage) continue;
    return raw_inputs[i].picture.pixels.empty() ? nullptr : &raw_inputs[i].picture;
  }
  return nullptr;
}

Picture DrawDetections(const Contract& contract, const Detections& found, const Picture& picture) {
  Picture drawn = Recolored(picture, 3, /*gray=*/false);
  DetectionDrawing(contract, drawn).Draw(found);
  return drawn;
}

}  // namespace runner
