// DrawnPicture: the picture that was given to a detector, with the boxes and points that it found drawn in.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_ANSWERS_DRAWN_PICTURE_H_
#define RUNNER_CORE_ANSWERS_DRAWN_PICTURE_H_

#include <vector>

#include "runner/core/answers/detections.h"
#include "runner/core/contract/contract.h"
#include "runner/core/pictures/picture.h"
#include "runner/core/preprocess/raw_input.h"

namespace runner {

// The picture that boxes and points are places on: the first that was given; null where there is none, or no detector.
const Picture* DrawnOn(const Contract& contract, const std::vector<RawInput>& raw_inputs);

// `picture` on white with boxes, their names and shares, and the points that
// count; the lines of a body between its 17 points. Lines and letters grow with the picture.
Picture DrawDetections(const Contract& contract, const Detections& found, const Picture& picture);

}  // namespace runner

#endif  // RUNNER_CORE_ANSWERS_DRAWN_PICTURE_H_
