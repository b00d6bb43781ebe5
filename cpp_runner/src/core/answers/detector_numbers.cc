#include "core/answers/detector_numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "runner/core/base/quantization.h"

namespace runner {
namespace {

constexpr size_t kCorners = 4;      // numbers that say where a box is
constexpr size_t kOfPoint = 3;      // x or y, the other one, score
constexpr size_t kOfBody = 5;       // four edges and a score, behind a body's points
constexpr double kLargestIndex = 1e9;

// BlazeFace's published anchors: two in each cell of a grid of 16 x 16, six in each of one of 8 x 8; all have the size 1, and
// numbers are pixels of its input.
constexpr size_t kFineAnchors = 16 * 16 * 2;
constexpr size_t kAnchors = kFineAnchors + 8 * 8 * 6;
constexpr size_t kFacePoints = 6;
constexpr double kFaceInput = 128.0;
constexpr double kLargestLogit = 100.0;

// Whether a score is a number that answers can hold: the product of two large ones may be none.
bool IsScore(double score) { return std::abs(score) <= static_cast<double>(std::numeric_limits<float>::max()); }

double Logistic(double logit) { return 1.0 / (1.0 + std::exp(-logit)); }

size_t Elements(const Tensor& tensor) { return tensor.data.size() / sizeof(float); }

double NumberAt(const Tensor& tensor, size_t place) {
  return place < Elements(tensor) ? static_cast<double>(tensor.as<float>()[place]) : 0.0;
}

struct Point2 {
  double x, y;
};

// The centre of a face's anchor, in shares of the picture.
Point2 AnchorOf(size_t number) {
  const bool fine = number < kFineAnchors;
  const size_t grid = fine ? 16 : 8;
  const size_t cell = fine ? number / 2 : (number - kFineAnchors) / 6;
  const auto at = [grid](size_t place) { return (static_cast<double>(place) + 0.5) / static_cast<double>(grid); };
  return {at(cell % grid), at(cell / grid)};
}

}  // namespace

DetectorNumbers::DetectorNumbers(const Contract& contract, size_t carrier, const Prediction& prediction,
                                 const std::vector<TensorSpec>& specs)
    : output_(contract.outputs[carrier]) {
  const auto real = [&](size_t i) { return Dequantize(prediction.outputs[i], specs[i].quantization); };
  boxes_ = real(carrier);
  for (size_t i = 0; i < contract.outputs.size(); ++i) {
    const DetectorPart part = i == carrier ? DetectorPart::kNone : contract.outputs[i].part;
    if (part == DetectorPart::kClasses) classes_ = real(i);
    if (part == DetectorPart::kScores) scores_ = real(i);
    if (part == DetectorPart::kCount) counts_ = real(i);
  }
  const Shape& shape = boxes_.shape;
  const int64_t elements = ElementCount(shape);
  if (shape.size() < 2 || elements < 1 || static_cast<size_t>(elements) != Elements(boxes_)) return;
  const Detector detector = output_.detector;
  last_ = output_.features_last || (detector != Detector::kYoloV8 && detector != Detector::kYoloPose);
  features_ = static_cast<size_t>(shape[shape.size() - (last_ ? 1 : 2)]);
  count_ = Elements(boxes_) / features_;
  // Whatever stands before the last two axes must be 1: there is one picture.
  if (count_ != static_cast<size_t>(shape[shape.size() - (last_ ? 2 : 1)])) count_ = 0;
  const size_t named = output_.keypoints.empty() ? static_cast<size_t>(output_.keypoint_count) : output_.keypoints.size();
  if (detector == Detector::kYoloPose) points_ = named;
  if (detector == Detector::kMoveNetMulti && features_ > kOfBody) points_ = (features_ - kOfBody) / kOfPoint;
  if (detector == Detector::kBlazeFace) points_ = kFacePoints;
  if (detector == Detector::kMoveNet && features_ == kOfPoint) points_ = count_;
  if (points_ > size_t{kMostKeypoints}) count_ = points_ = 0;
}

double DetectorNumbers::At(size_t number, size_t feature) const {
  return NumberAt(boxes_, last_ ? number * features_ + feature : feature * count_ + number);
}

std::vector<Candidate> DetectorNumbers::Candidates(double least) const {
  std::vector<Candidate> found;
  switch (output_.detector) {
    case Detector::kYoloV5:
    case Detector::kYoloV8:
    case Detector::kYoloPose: found = Yolo(least); break;
    case Detector::kSsd:
    case Detector::kYoloEnd:
    case Detector::kMoveNetMulti: found = Listed(least); break;
    case Detector::kBlazeFace: found = Faces(least); break;
    case Detector::kMoveNet:
    case Detector::kNone: break;
  }
  return found;
}

// Boxes with a score for each class; before them, in YOLOv5, one for whether anything is there.
std::vector<Candidate> DetectorNumbers::Yolo(double least) const {
  const bool objectness = output_.detector == Detector::kYoloV5;
  const size_t before = kCorners + (objectness ? 1 : 0);
  const size_t behind = points_ * kOfPoint;
  std::vector<Candidate> found;
  if (features_ <= before + behind) return found;
  const size_t class_step = last_ ? 1 : count_;
  std::vector<float> best;
  std::vector<int64_t> indices;
  FindBestClasses(boxes_.as<float>() + before * class_step, count_, features_ - before - behind, last_ ? features_ : 1, class_step,
                  best, indices);
  const bool logits = output_.activation == Activation::kSigmoid;
  for (size_t i = 0; i < count_; ++i) {
    double score = static_cast<double>(best[i]);
    if (!std::isfinite(score)) continue;
    if (logits) score = Logistic(score);
    if (objectness) score *= logits ? Logistic(At(i, kCorners)) : At(i, kCorners);
    if (IsScore(score) && score >= least) found.push_back({i, indices[i], score});
  }
  return found;
}

// Boxes that the model has chosen itself, each with its score and, but for bodies, its class.
std::vector<Candidate> DetectorNumbers::Listed(double least) const {
  const bool parts = output_.detector == Detector::kSsd;
  const bool bodies = output_.detector == Detector::kMoveNetMulti;
  std::vector<Candidate> found;
  size_t count = features_ < (parts ? kCorners : bodies ? kOfBody : kCorners + 2) ? 0 : count_;
  if (parts) count = std::min({count, Elements(classes_), Elements(scores_)});
  if (parts && Elements(counts_) > 0) {
    const double told = NumberAt(counts_, 0);
    if (!(told >= static_cast<double>(count))) count = told > 0.0 ? static_cast<size_t>(std::round(told)) : 0;
  }
  for (size_t i = 0; i < count; ++i) {
    const double score = parts ? NumberAt(scores_, i) : At(i, bodies ? points_ * kOfPoint + kCorners : kCorners);
    const double index = parts ? NumberAt(classes_, i) : bodies ? 0.0 : At(i, kCorners + 1);
    if (!std::isfinite(score) || score < least || !(std::abs(index) <= kLargestIndex)) continue;
    found.push_back({i, static_cast<int64_t>(std::llround(index)), score});
  }
  return found;
}

std::vector<Candidate> DetectorNumbers::Faces(double least) const {
  std::vector<Candidate> found;
  if (count_ != kAnchors || features_ != kCorners + 2 * kFacePoints || Elements(scores_) != kAnchors) return found;
  for (size_t i = 0; i < kAnchors; ++i) {
    const double logit = NumberAt(scores_, i);
    if (!std::isfinite(logit)) continue;
    const double score = Logistic(std::clamp(logit, -kLargestLogit, kLargestLogit));
    if (score >= least) found.push_back({i, 0, score});
  }
  return found;
}

Edges DetectorNumbers::Face(size_t number) const {
  const Point2 anchor = AnchorOf(number);
  const double x = anchor.x + At(number, 0) / kFaceInput;
  const double y = anchor.y + At(number, 1) / kFaceInput;
  const double half_width = At(number, 2) / kFaceInput / 2.0;
  const double half_height = At(number, 3) / kFaceInput / 2.0;
  return {x - half_width, y - half_height, x + half_width, y + half_height};
}

Edges DetectorNumbers::EdgesOf(size_t number) const {
  const auto at = [&](size_t feature) { return At(number, feature); };
  const size_t body = points_ * kOfPoint;
  switch (output_.detector) {
    case Detector::kSsd: return {at(1), at(0), at(3), at(2)};
    case Detector::kYoloEnd: return {at(0), at(1), at(2), at(3)};
    case Detector::kMoveNetMulti: return {at(body + 1), at(body), at(body + 3), at(body + 2)};
    case Detector::kBlazeFace: return Face(number);
    default: return {at(0) - at(2) / 2.0, at(1) - at(3) / 2.0, at(0) + at(2) / 2.0, at(1) + at(3) / 2.0};
  }
}

std::vector<FoundPoint> DetectorNumbers::PointsOf(const Candidate& candidate) const {
  std::vector<FoundPoint> found;
  const Detector detector = output_.detector;
  const size_t first = detector == Detector::kYoloPose ? features_ - points_ * kOfPoint : 0;
  for (size_t i = 0; i < points_; ++i) {
    const auto at = [&](size_t part) { return At(candidate.number, first + i * kOfPoint + part); };
    if (detector == Detector::kBlazeFace) {
      const Point2 anchor = AnchorOf(candidate.number);
      const size_t place = kCorners + 2 * i;
      found.push_back({anchor.x + At(candidate.number, place) / kFaceInput,
                       anchor.y + At(candidate.number, place + 1) / kFaceInput, candidate.score});
    } else if (detector == Detector::kMoveNet) {
      found.push_back({At(i, 1), At(i, 0), At(i, 2)});
    } else if (detector == Detector::kYoloPose) {
      found.push_back({at(0), at(1), at(2)});
    } else {
      found.push_back({at(1), at(0), at(2)});
    }
  }
  return found;
}

}  // namespace runner
