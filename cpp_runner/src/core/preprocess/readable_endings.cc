#include "runner/core/preprocess/readable_endings.h"

#include "core/base/string_utils.h"
#include "runner/core/pictures/picture.h"

namespace runner {
namespace {

// What files of a format are called.
struct FormatEndings {
  const char* format;  // as PictureDecoders names it
  std::vector<std::string> endings;
};

std::vector<std::string> PictureEndings() {
  const FormatEndings known[] = {
      {"png", {".png"}},
      {"jpeg", {".jpg", ".jpeg", ".jpe", ".jfif"}},
      {"bmp", {".bmp", ".dib"}},
      {"gif", {".gif"}},
      {"webp", {".webp"}},
      {"ppm", {".ppm", ".pgm", ".pnm"}},
  };
  std::vector<std::string> endings;
  for (const FormatEndings& entry : known) {
    if (Contains(PictureDecoders(), entry.format)) endings.insert(endings.end(), entry.endings.begin(), entry.endings.end());
  }
  return endings;
}

std::vector<std::string> OwnEndings(const ContractInput& input) {
  switch (input.kind) {
    case InputKind::kImage: return PictureEndings();
    case InputKind::kAudio: return {".wav"};
    case InputKind::kTable:
    case InputKind::kTensor: return {".csv", ".tsv"};
  }
  return {};
}

}  // namespace

std::vector<std::string> ReadableEndings(const Contract& contract) {
  std::vector<std::string> endings;
  if (contract.inputs.size() == 1) {
    endings = OwnEndings(contract.inputs[0]);
    endings.emplace_back(".npy");
  }
  endings.emplace_back(".npz");
  return endings;
}

}  // namespace runner
