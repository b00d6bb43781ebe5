#include "runner/core/pictures/picture_size.h"

#include "core/pictures/picture_decoders.h"

namespace runner {

PictureSize ReadPictureSize(std::string_view bytes) {
  if (IsNetpbmPicture(bytes)) return NetpbmSize(bytes);
  return IsWuffsPicture(bytes) ? WuffsSize(bytes) : PictureSize();
}

}  // namespace runner
