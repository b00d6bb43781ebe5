#include "runner/commands/made_samples.h"

#include <algorithm>
#include <cstdint>

#include "runner/commands/input_files.h"
#include "runner/commands/sample_files.h"
#include "runner/core/preprocess/file_endings.h"
#include "runner/system/file_io.h"
#include "runner/system/file_system.h"

namespace runner {
namespace {

constexpr char kBegins[] = "[{-.0123456789";  // numbers as JSON, where no file has that name

// Which input "name=file" is for; the count of inputs for anything else.
size_t InputOf(const Contract& contract, const std::string& argument) {
  const std::string name = argument.substr(0, argument.find('='));
  const auto found = std::find_if(contract.inputs.begin(), contract.inputs.end(), [&](const ContractInput& input) {
    return name.size() < argument.size() && IsNameOf(input, name);
  });
  return static_cast<size_t>(found - contract.inputs.begin());
}

std::vector<std::string> FilesFor(const ContractInput& input, const std::string& path) {
  Contract one;
  one.inputs.push_back(input);
  return ExpandNames({path}, FolderEndings(one));
}

// What each input was given; empty where plain files were named.
Result<std::vector<std::vector<std::string>>> GivenFiles(const Contract& contract, const std::vector<std::string>& arguments) {
  std::vector<std::vector<std::string>> given(contract.inputs.size());
  bool some = false;
  const std::string* other = nullptr;
  for (const std::string& argument : arguments) {
    const size_t input = contract.inputs.size() > 1 ? InputOf(contract, argument) : given.size();
    if (input == given.size()) {
      other = &argument;
      continue;
    }
    some = true;
    const std::vector<std::string> files = FilesFor(contract.inputs[input], argument.substr(argument.find('=') + 1));
    given[input].insert(given[input].end(), files.begin(), files.end());
  }
  if (!some) return std::vector<std::vector<std::string>>();
  if (other == nullptr) return given;
  return Failure::Usage("The argument \"" + *other + "\" names no input", "The others are for one input each.",
                        "Write it as " + contract.inputs[0].name + "=" + *other + ", with the name of its input.");
}

Result<size_t> CountOf(const Contract& contract, const std::vector<std::vector<std::string>>& given) {
  size_t count = 1;
  for (const std::vector<std::string>& files : given) count = std::max(count, files.size());
  for (size_t i = 0; i < given.size(); ++i) {
    if (given[i].size() < 2 || given[i].size() == count) continue;
    return Failure::Usage("The inputs have different numbers of files",
                          "\"" + contract.inputs[i].name + "\" has " + std::to_string(given[i].size()) + ", another has " +
                              std::to_string(count) + ".",
                          "Name one file for all samples, or as many as the others have.");
  }
  return count;
}

}  // namespace

Result<std::vector<MadeSample>> PlanSamples(const Contract& contract, const Options& options) {
  if (options.seed && !TakesNoise(contract)) {
    return Failure::Usage("The option --seed has no use here", "This model takes no noise.", "Leave it out; --info tells what goes in.");
  }
  std::vector<MadeSample> samples;
  RUNNER_ASSIGN(const auto given, GivenFiles(contract, options.files));
  if (given.empty() && !options.files.empty()) {
    if (options.count == 1) return samples;
    return Failure::Usage("The option --count has no use here", "Each file is answered once.",
                          "Leave it out, or name what goes in as INPUT=FILE.");
  }
  RUNNER_ASSIGN(const size_t count, CountOf(contract, given));
  size_t naming = 0;  // the input whose files the samples are called by
  for (size_t i = 0; i < given.size(); ++i) {
    if (given[naming].empty() || given[i].size() > given[naming].size()) naming = i;
  }
  for (int next = 0; next < options.count; ++next) {
    for (size_t at = 0; at < count; ++at) {
      MadeSample sample;
      if (options.seed) sample.seed = *options.seed + static_cast<uint32_t>(next);  // after the last seed comes the first
      for (size_t i = 0; i < given.size(); ++i) {
        if (!given[i].empty()) sample.parts.emplace_back(contract.inputs[i].name, given[i][given[i].size() == 1 ? 0 : at]);
      }
      sample.name = "seed-" + std::to_string(sample.seed.value_or(0));
      if (!given.empty() && (!options.seed || count > 1)) sample.name = given[naming][given[naming].size() == 1 ? 0 : at];
      samples.push_back(std::move(sample));
    }
  }
  return samples;
}

Result<InputSample> ReadMadeSample(const Contract& contract, const MadeSample& made) {
  std::vector<SamplePart> parts;
  for (const auto& [input, path] : made.parts) {
    const bool is_text = LookAt(path).kind == PathKind::kMissing && !path.empty() && std::string_view(kBegins).find(path[0]) != std::string_view::npos;
    if (is_text) {
      parts.push_back({input, path});
      continue;
    }
    Result<std::string> bytes = ReadContent(path);
    if (!bytes.ok()) return bytes.failure().About("\"" + input + "\"");
    parts.push_back({input, std::move(bytes).value()});
  }
  return JoinParts(contract, parts, made.seed);
}

}  // namespace runner
