#include "runner/core/preprocess/file_endings.h"

#include <iterator>

namespace runner {
namespace {

// Formats that are refused with a way out are among them: in silence they would seem to be answered.
constexpr const char* kPictures[] = {".png",  ".jpg", ".jpeg", ".jpe",  ".jfif", ".mpo", ".bmp", ".dib",
                                     ".gif", ".tif", ".tiff", ".webp", ".ppm",  ".pgm", ".pbm", ".pnm", ".avif", ".heic", ".heif"};

bool HasKind(const Contract& contract, InputKind kind) { return contract.inputs.size() == 1 && contract.inputs[0].kind == kind; }

}  // namespace

bool TakesTables(const Contract& contract) {
  return HasKind(contract, InputKind::kTable) || HasKind(contract, InputKind::kTensor);
}

bool TakesText(const Contract& contract) { return HasKind(contract, InputKind::kText); }

bool MayHoldRows(const Contract& contract) { return TakesTables(contract) || TakesText(contract) || contract.inputs.size() > 1; }

std::vector<std::string> FolderEndings(const Contract& contract) {
  std::vector<std::string> endings;
  const bool pictures = HasKind(contract, InputKind::kImage);
  const bool sounds = HasKind(contract, InputKind::kAudio);
  if (pictures) endings.assign(std::begin(kPictures), std::end(kPictures));
  if (sounds) endings.push_back(".wav");
  if (TakesText(contract)) endings.push_back(".txt");
  if (TakesTables(contract)) endings.insert(endings.end(), {".csv", ".tsv"});
  if (contract.inputs.size() == 1) endings.push_back(".npy");
  endings.push_back(".npz");
  if (!pictures && !sounds) endings.push_back(".json");
  return endings;
}

std::vector<std::string> ReadableEndings(const Contract& contract) {
  std::vector<std::string> endings = FolderEndings(contract);
  if (endings.back() != ".json") endings.push_back(".json");
  return endings;
}

std::string EndingsText(const std::vector<std::string>& endings) {
  std::string text;
  for (const std::string& ending : endings) text += (text.empty() ? "" : " ") + ending;
  return text;
}

}  // namespace runner
