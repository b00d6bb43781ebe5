// The EXIF orientation of a photograph: cameras write into the file how it is to be turned, and leave the pixels as the
// sensor saw them.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_CORE_PICTURES_EXIF_ORIENTATION_H_
#define RUNNER_SRC_CORE_PICTURES_EXIF_ORIENTATION_H_

#include <string_view>

#include "runner/core/pictures/picture.h"

namespace runner {

// The EXIF orientation (1 to 8) of a JPEG or PNG file; 1, upright, where it has none that can be read.
int OrientationOf(std::string_view bytes);

// The picture as it is to be seen.
Picture Upright(Picture picture, int orientation);

}  // namespace runner

#endif  // RUNNER_SRC_CORE_PICTURES_EXIF_ORIENTATION_H_
