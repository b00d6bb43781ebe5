// Pictures for libFuzzer: whatever arrives, a picture has as many bytes as its size says, and its header no more pixels than
// the reader of sizes has told.
// Thread rule: one thread.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "runner/core/formats/file_kind.h"
#include "runner/core/pictures/picture.h"
#include "runner/core/pictures/picture_size.h"

namespace {

constexpr uint64_t kMostPixels = 1'000'000;  // larger ones would only take time

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!runner::IsPictureKind(runner::KindOf(bytes))) return 0;
  const runner::PictureSize told = runner::ReadPictureSize(bytes);
  if (told.pixels() > kMostPixels) return 0;
  const runner::Result<runner::Picture> picture = runner::DecodePicture(bytes, "file");
  if (!picture.ok()) return 0;
  const runner::Picture& found = picture.value();
  const auto pixels = static_cast<uint64_t>(found.width) * static_cast<uint64_t>(found.height);
  if (found.pixels.size() != pixels * static_cast<uint64_t>(found.channels) || pixels != told.pixels()) std::abort();
  if (static_cast<uint64_t>(found.channels) > told.channels) std::abort();
  return 0;
}
