#include "runner/commands/sample_files.h"

#include <cstdint>
#include <utility>

#include "runner/core/preprocess/file_endings.h"
#include "runner/system/file_io.h"
#include "runner/system/file_system.h"
#include "runner/system/standard_streams.h"

namespace runner {
namespace {

constexpr uint64_t kMostStandardInput = uint64_t{1} << 30;

}  // namespace

Result<std::vector<InputSample>> ReadSamples(const Contract& contract, const std::string& path, Seed seed) {
  if (path == kStandardInput) {
    RUNNER_ASSIGN(const std::string bytes, ReadStandardInput(kMostStandardInput));
    return ParseSamples(contract, bytes, seed);
  }
  if (LookAt(path).kind == PathKind::kFolder) {
    return Failure::Usage("The folder has no file to answer", "Looked for: " + EndingsText(FolderEndings(contract)) + ".",
                          "Name another folder, or the files themselves.");
  }
  RUNNER_ASSIGN(const std::string bytes, ReadContent(path));
  if (bytes.empty()) return Failure::Usage("The file is empty", "It has 0 bytes.", "Copy or save it again.");
  return ParseSamples(contract, bytes, seed);
}

Result<std::vector<RawInput>> ReadSingleSample(const Contract& contract, const std::string& path) {
  Result<std::vector<InputSample>> read = ReadSamples(contract, path);
  if (!read.ok()) return read.failure().About(path);
  std::vector<InputSample> samples = std::move(read).value();
  if (samples.size() != 1) {
    return Failure::Usage("There are " + std::to_string(samples.size()) + " rows in " + path, "One sample is needed here.",
                          "Give a file with one row.");
  }
  if (samples[0].failure) return samples[0].failure->About(path);
  return std::move(samples[0].raw_inputs);
}

}  // namespace runner
