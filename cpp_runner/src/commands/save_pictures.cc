#include "runner/commands/save_pictures.h"

#include <optional>
#include <utility>

#include "runner/core/answers/detections.h"
#include "runner/core/answers/drawn_picture.h"
#include "runner/core/answers/output_picture.h"
#include "runner/system/file_io.h"
#include "runner/system/file_system.h"
#include "runner/system/paths.h"

namespace runner {
namespace {

// A name that no system takes for a folder, a device or a hidden file's.
std::string FileName(const std::string& text) {
  std::string name = text;
  for (char& letter : name) {
    const bool refused = static_cast<unsigned char>(letter) < 0x20 || std::string_view("/\\:*?\"<>|").find(letter) != std::string_view::npos;
    if (refused) letter = '_';
  }
  return name.empty() ? "output" : name;
}

std::string StemOf(const std::string& file) {
  if (file == "-") return "stdin";
  const std::string name = NameOf(file);
  const size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string FreePath(const std::string& beginning) {
  std::string path = beginning + ".png";
  for (int number = 2; LookAt(path).kind != PathKind::kMissing && LookAt(path).kind != PathKind::kUnknown; ++number) {
    path = beginning + "." + std::to_string(number) + ".png";
  }
  return path;
}

}  // namespace

Result<std::vector<std::string>> SavePictures(const std::string& folder, const std::string& file, const Contract& contract,
                                              const Prediction& prediction, const std::vector<TensorSpec>& specs,
                                              const Picture* picture) {
  std::vector<std::string> paths(prediction.outputs.size());
  for (size_t i = 0; i < prediction.outputs.size(); ++i) {
    std::optional<OutputPicture> rendered = RenderOutput(contract, i, prediction.outputs[i], specs[i].quantization);
    if (i == DetectorOutput(contract) && picture != nullptr) {
      rendered = OutputPicture{DrawDetections(contract, Detect(contract, prediction, specs), *picture), {}, {}};
    }
    if (!rendered) continue;
    std::string path = FreePath((folder.back() == '/' ? folder : folder + "/") + FileName(StemOf(file)) + "." + FileName(contract.outputs[i].name));
    const std::string png = PngBytes(rendered->picture, rendered->palette);
    RUNNER_TRY(WriteFileAtomically(path, {png}));
    paths[i] = std::move(path);
  }
  return paths;
}

}  // namespace runner
