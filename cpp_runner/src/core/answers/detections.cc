#include "runner/core/answers/detections.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "core/answers/detector_numbers.h"
#include "core/base/small_sort.h"

namespace runner {
namespace {

constexpr size_t kMostCompared = 3000;  // the best by score; suppression looks at pairs of them

// The way from a detector's coordinates to pixels of the file's own picture.
class Places {
 public:
  Places(const ContractOutput& output, const std::optional<PictureFit>& fit) {
    if (fit) fit_ = *fit;
    // A face's numbers are made shares of the picture by its anchors.
    if (output.coordinates == Coordinates::kPixels && output.detector != Detector::kBlazeFace) return;
    x_scale_ = static_cast<double>(fit_.width);
    y_scale_ = static_cast<double>(fit_.height);
  }

  double X(double x) const { return fit_.PictureX(x * x_scale_); }
  double Y(double y) const { return fit_.PictureY(y * y_scale_); }
  double width() const { return static_cast<double>(fit_.picture_width); }
  double height() const { return static_cast<double>(fit_.picture_height); }

  std::vector<FoundPoint> All(std::vector<FoundPoint> points) const {
    for (FoundPoint& point : points) {
      point = {X(point.x), Y(point.y), point.score};
      if (!std::isfinite(point.x) || !std::isfinite(point.y) || !std::isfinite(point.score)) point = {};
    }
    return points;
  }

 private:
  PictureFit fit_;
  double x_scale_ = 1.0;
  double y_scale_ = 1.0;
};

// A candidate on the picture, not clipped to it.
struct Placed {
  const Candidate* candidate = nullptr;
  Edges edges;
};

double AreaOf(const Edges& edges) { return (edges.right - edges.left) * (edges.bottom - edges.top); }

// Whether two boxes share as much of what they cover together.
bool Overlaps(const Edges& one, const Edges& other, double least) {
  const double width = std::min(one.right, other.right) - std::max(one.left, other.left);
  const double height = std::min(one.bottom, other.bottom) - std::max(one.top, other.top);
  if (!(width > 0.0 && height > 0.0)) return false;
  const double shared = width * height;
  return shared >= least * (AreaOf(one) + AreaOf(other) - shared);
}

bool NeedsSuppression(Detector detector) {
  return detector == Detector::kYoloV5 || detector == Detector::kYoloV8 || detector == Detector::kYoloPose ||
         detector == Detector::kBlazeFace;
}

class BoxFinder {
 public:
  BoxFinder(const ContractOutput& output, const DetectorNumbers& numbers, const Places& places)
      : output_(output), numbers_(numbers), places_(places) {}

  std::vector<FoundBox> Find(double least) const {
    std::vector<Candidate> candidates = numbers_.Candidates(least);
    SmallSort(candidates, [](const Candidate& one, const Candidate& other) {
      return one.score != other.score ? one.score > other.score : one.number < other.number;
    });
    candidates.resize(std::min(candidates.size(), kMostCompared));
    std::vector<Placed> kept;
    std::vector<FoundBox> found;
    for (const Candidate& candidate : candidates) {
      if (found.size() >= static_cast<size_t>(output_.max_boxes)) break;
      const Edges edges = numbers_.EdgesOf(candidate.number);
      const Placed placed{&candidate, {places_.X(edges.left), places_.Y(edges.top), places_.X(edges.right), places_.Y(edges.bottom)}};
      std::optional<FoundBox> box = Clipped(placed);
      if (!box || IsWorseThanOne(placed, kept)) continue;
      box->points = places_.All(numbers_.PointsOf(candidate));
      found.push_back(std::move(*box));
      kept.push_back(placed);
    }
    return found;
  }

 private:
  // Nothing where no part of it lies on the picture, or a number is none.
  std::optional<FoundBox> Clipped(const Placed& placed) const {
    const Edges& edges = placed.edges;
    for (const double edge : {edges.left, edges.top, edges.right, edges.bottom}) {
      if (!std::isfinite(edge)) return std::nullopt;
    }
    const double left = std::max(edges.left, 0.0);
    const double top = std::max(edges.top, 0.0);
    const double width = std::min(edges.right, places_.width()) - left;
    const double height = std::min(edges.bottom, places_.height()) - top;
    if (!(width > 0.0 && height > 0.0)) return std::nullopt;
    return FoundBox{placed.candidate->index, placed.candidate->score, left, top, width, height, {}};
  }

  bool IsWorseThanOne(const Placed& placed, const std::vector<Placed>& kept) const {
    if (!NeedsSuppression(output_.detector)) return false;
    return std::any_of(kept.begin(), kept.end(), [&](const Placed& better) {
      return better.candidate->index == placed.candidate->index &&
             Overlaps(better.edges, placed.edges, static_cast<double>(output_.overlap));
    });
  }

  const ContractOutput& output_;
  const DetectorNumbers& numbers_;
  const Places& places_;
};

const ContractOutput* CarrierOf(const Contract& contract) {
  const size_t carrier = DetectorOutput(contract);
  return carrier < contract.outputs.size() ? &contract.outputs[carrier] : nullptr;
}

}  // namespace

size_t DetectorOutput(const Contract& contract) {
  const auto carries = [](const ContractOutput& output) {
    const bool points = output.detector == Detector::kMoveNet;
    return output.detector != Detector::kNone && output.kind == (points ? OutputKind::kPoints : OutputKind::kBoxes);
  };
  const auto found = std::find_if(contract.outputs.begin(), contract.outputs.end(), carries);
  return static_cast<size_t>(found - contract.outputs.begin());
}

bool IsOfDetector(const Contract& contract, size_t output) {
  const size_t carrier = DetectorOutput(contract);
  return output == carrier || (carrier < contract.outputs.size() && contract.outputs[output].part != DetectorPart::kNone);
}

bool FindsBoxes(const Contract& contract) {
  const ContractOutput* const carrier = CarrierOf(contract);
  return carrier != nullptr && carrier->kind == OutputKind::kBoxes;
}

bool FindsPoints(const Contract& contract) {
  const ContractOutput* const carrier = CarrierOf(contract);
  return carrier != nullptr && carrier->kind == OutputKind::kPoints;
}

Detections Detect(const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs, double least) {
  Detections found;
  const size_t carrier = DetectorOutput(contract);
  if (carrier >= prediction.outputs.size()) return found;
  const DetectorNumbers numbers(contract, carrier, prediction, specs);
  const ContractOutput& output = contract.outputs[carrier];
  const Places places(output, prediction.fit);
  if (FindsPoints(contract)) {
    found.points = places.All(numbers.PointsOf({}));
  } else {
    found.boxes = BoxFinder(output, numbers, places).Find(least);
  }
  return found;
}

Detections Detect(const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs) {
  return Detect(contract, prediction, specs, ScoreThatCounts(contract));
}

size_t PointCount(const Contract& contract) {
  const ContractOutput* const carrier = CarrierOf(contract);
  if (carrier == nullptr) return 0;
  const bool may_have = FindsPoints(contract) || carrier->detector == Detector::kYoloPose ||
                        carrier->detector == Detector::kMoveNetMulti || carrier->detector == Detector::kBlazeFace;
  if (!may_have) return 0;
  return carrier->keypoints.empty() ? static_cast<size_t>(carrier->keypoint_count) : carrier->keypoints.size();
}

std::string BoxLabel(const Contract& contract, int64_t index) {
  const ContractOutput* const carrier = CarrierOf(contract);
  const bool named = carrier != nullptr && index >= 0 && static_cast<size_t>(index) < carrier->labels.size();
  return named ? carrier->labels[static_cast<size_t>(index)] : "";
}

std::string PointName(const Contract& contract, size_t point) {
  const ContractOutput* const carrier = CarrierOf(contract);
  return carrier != nullptr && point < carrier->keypoints.size() ? carrier->keypoints[point] : "";
}

double Hundredths(double place) { return std::round(place * 100.0) / 100.0; }

double ScoreThatCounts(const Contract& contract) {
  const ContractOutput* const carrier = CarrierOf(contract);
  return carrier == nullptr ? 0.0 : static_cast<double>(carrier->threshold);
}

}  // namespace runner
