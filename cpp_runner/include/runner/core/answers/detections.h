// Detections: boxes and key points made of a detector's outputs, in pixels of the file's own picture (docs/runner.md).
// Thread rule: plain values; functions without state.
#ifndef RUNNER_CORE_ANSWERS_DETECTIONS_H_
#define RUNNER_CORE_ANSWERS_DETECTIONS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runner/core/answers/prediction.h"
#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"

namespace runner {

// Not clipped to the picture: a knee may be below its edge. Where the model gives no number, all are 0.
struct FoundPoint {
  double x = 0.0;
  double y = 0.0;
  double score = 0.0;
};

// Inside of the picture, and not empty.
struct FoundBox {
  int64_t index = 0;  // of its class
  double score = 0.0;
  double x = 0.0;  // of its left upper corner
  double y = 0.0;
  double width = 0.0;
  double height = 0.0;
  std::vector<FoundPoint> points;
};

struct Detections {
  std::vector<FoundBox> boxes;     // of a model of kind `boxes`: the best first
  std::vector<FoundPoint> points;  // of one of kind `points`
};

// The output that carries boxes or points; the number of outputs where none does.
size_t DetectorOutput(const Contract& contract);
// Whether an output is one of the detector's, whose numbers are shown as boxes or points.
bool IsOfDetector(const Contract& contract, size_t output);
bool FindsBoxes(const Contract& contract);
bool FindsPoints(const Contract& contract);

// What the detector found. Boxes have a score of at least `least`; of overlapping ones of a class the best stays, and at most
// as many are there as the contract says. Empty where the model is no detector, or its outputs have other shapes.
Detections Detect(const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs, double least);
// The same from the contract's own threshold on.
Detections Detect(const Contract& contract, const Prediction& prediction, const std::vector<TensorSpec>& specs);

// How many points a body has, as the contract says it; 0 where it has none.
size_t PointCount(const Contract& contract);
// The name of a class or of a point; "" where it has none.
std::string BoxLabel(const Contract& contract, int64_t index);
std::string PointName(const Contract& contract, size_t point);
// A place as it is told: a hundredth of a pixel is enough.
double Hundredths(double place);
// The score from which on a box or a point counts.
double ScoreThatCounts(const Contract& contract);

}  // namespace runner

#endif  // RUNNER_CORE_ANSWERS_DETECTIONS_H_
