// DetectorNumbers: the outputs of a detector, read by the layout that the contract names: which boxes there are, and where.
// Everything is hostile: sizes are checked once, and every number may be anything.
// Thread rule: plain values, owned by one thread at a time.
#ifndef RUNNER_SRC_CORE_ANSWERS_DETECTOR_NUMBERS_H_
#define RUNNER_SRC_CORE_ANSWERS_DETECTOR_NUMBERS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "runner/core/answers/detections.h"
#include "runner/core/answers/prediction.h"
#include "runner/core/base/tensor.h"
#include "runner/core/contract/contract.h"

namespace runner {

// A box by its number in the outputs.
struct Candidate {
  size_t number = 0;
  int64_t index = 0;
  double score = 0.0;
};

// Left, top, right and bottom on the input's picture, in the contract's coordinates.
struct Edges {
  double left = 0.0;
  double top = 0.0;
  double right = 0.0;
  double bottom = 0.0;
};

// The first number of several that is the largest, for each of `count` boxes. Numbers of boxes are `box_step` apart, those of
// classes `class_step`; NaN is never the largest, and the score is -infinity where there is no other.
void FindBestClasses(const float* scores, size_t count, size_t classes, size_t box_step, size_t class_step,
                     std::vector<float>& best, std::vector<int64_t>& indices);

class DetectorNumbers {
 public:
  // `carrier` is the output that the contract calls `boxes` or `points`.
  DetectorNumbers(const Contract& contract, size_t carrier, const Prediction& prediction, const std::vector<TensorSpec>& specs);

  // Boxes whose score is a number of at least `least`, in the outputs' order; none where the shapes are others.
  std::vector<Candidate> Candidates(double least) const;
  Edges EdgesOf(size_t number) const;
  // The points of a box, or of the whole picture with the number 0.
  std::vector<FoundPoint> PointsOf(const Candidate& candidate) const;

 private:
  double At(size_t number, size_t feature) const;
  std::vector<Candidate> Yolo(double least) const;
  std::vector<Candidate> Listed(double least) const;
  std::vector<Candidate> Faces(double least) const;
  Edges Face(size_t number) const;

  const ContractOutput& output_;
  Tensor boxes_;  // the carrier's numbers, and those of the other parts, as float32
  Tensor classes_;
  Tensor scores_;
  Tensor counts_;
  size_t count_ = 0;     // boxes
  size_t features_ = 0;  // numbers of each
  size_t points_ = 0;    // key points of each
  bool last_ = true;     // a box's numbers lie beside each other
};

}  // namespace runner

#endif  // RUNNER_SRC_CORE_ANSWERS_DETECTOR_NUMBERS_H_
