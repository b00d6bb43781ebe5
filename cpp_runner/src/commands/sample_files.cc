#include "runner/commands/sample_files.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "runner/system/file_io.h"
#include "runner/system/file_system.h"

namespace runner {

Result<std::vector<InputSample>> ReadSamples(const Contract& contract, const std::string& path) {
  RUNNER_ASSIGN(const std::string bytes, ReadFile(path));
  return ParseSamples(contract, bytes, path);
}

Result<std::vector<RawInput>> ReadSingleSample(const Contract& contract, const std::string& path) {
  RUNNER_ASSIGN(std::vector<InputSample> samples, ReadSamples(contract, path));
  if (samples.size() != 1) {
    return Failure::Usage("There are " + std::to_string(samples.size()) + " rows in " + path, "One sample is needed here.",
                          "Give a file with one row.");
  }
  if (samples[0].failure) return *samples[0].failure;
  return std::move(samples[0].raw_inputs);
}

std::vector<std::string> ExpandFolders(const std::vector<std::string>& files) {
  std::vector<std::string> expanded;
  for (const std::string& file : files) {
    if (LookAt(file).kind != PathKind::kFolder) {
      expanded.push_back(file);
      continue;
    }
    const size_t first = expanded.size();
    for (const std::string& name : NamesIn(file)) {
      const std::string path = file.back() == '/' ? file + name : file + "/" + name;
      if (name[0] != '.' && LookAt(path).kind == PathKind::kFile) expanded.push_back(path);
    }
    std::sort(expanded.begin() + static_cast<std::ptrdiff_t>(first), expanded.end());
  }
  return expanded;
}

}  // namespace runner
