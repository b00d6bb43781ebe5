// Resizes pictures to what an input takes: bilinear resampling with antialiasing, cutting and padding.
// Equal to Pillow's resize(size, BILINEAR): triangle filter whose support grows with the reduction, weights in 22-bit
// fixed point, horizontal pass then vertical pass, each rounded to 8 bits. Thread rule: functions without state.
#ifndef RUNNER_CORE_PREPROCESS_PICTURE_RESIZE_H_
#define RUNNER_CORE_PREPROCESS_PICTURE_RESIZE_H_

#include "runner/core/contract/contract.h"
#include "runner/core/pictures/picture.h"

namespace runner {

Picture Resize(const Picture& picture, int width, int height);

// The picture on white with `channels` channels, 1 or 3; three equal ones where it is to be grey.
Picture Recolored(const Picture& picture, int channels, bool gray);

// `picture` in exactly width x height, as `fit` says (docs/runner.md). Channels stay as they are; the bars of a
// letterbox are 0 in every channel.
Picture FitPicture(const Picture& picture, Fit fit, int width, int height);

}  // namespace runner

#endif  // RUNNER_CORE_PREPROCESS_PICTURE_RESIZE_H_
