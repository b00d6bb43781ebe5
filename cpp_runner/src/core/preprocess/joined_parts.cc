#include "core/preprocess/joined_parts.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "runner/core/formats/file_kind.h"
#include "runner/core/formats/zip.h"
#include "runner/core/preprocess/seeded_noise.h"

namespace runner {
namespace {

constexpr uint64_t kMostEntries = 10'000;
constexpr char kSeed[] = "seed";

std::string WithoutEnding(const std::string& name) { return name.substr(0, name.rfind('.')); }

const SamplePart* PartOf(const ContractInput& input, const std::vector<SamplePart>& parts) {
  const auto found = std::find_if(parts.begin(), parts.end(), [&](const SamplePart& part) { return IsNameOf(input, part.input); });
  return found == parts.end() ? nullptr : &*found;
}

Result<RawInput> Alone(const ContractInput& input, const SamplePart& part) {
  Contract one;
  one.inputs.push_back(input);
  if (KindOf(part.bytes) == FileKind::kZip && !input.name.empty() && part.archived) {
    return Failure::Usage("There is an archive in the archive", "Its \"" + input.name + "\" is one.", "Pack the files themselves.");
  }
  Result<std::vector<InputSample>> read = ParseSamples(one, part.bytes);
  if (!read.ok()) return read.failure().About("\"" + input.name + "\"");
  InputSample& sample = read.value()[0];
  if (sample.failure) return sample.failure->About("\"" + input.name + "\"");
  if (read.value().size() > 1) {
    return Failure::Usage("There are " + std::to_string(read.value().size()) + " rows for \"" + input.name + "\"",
                          "One sample is needed here.", "Give a file with one row.");
  }
  return std::move(sample.raw_inputs[0]);
}

}  // namespace

bool IsNameOf(const ContractInput& input, const std::string& name) {
  return !name.empty() && (name == input.name || name == input.tensor);
}

Result<InputSample> JoinParts(const Contract& contract, const std::vector<SamplePart>& parts, Seed seed) {
  for (const SamplePart& part : parts) {
    if (part.input == kSeed && !seed) {
      RUNNER_ASSIGN(seed, ParseSeed(part.bytes));
    }
  }
  std::optional<SeededNoise> noise;
  if (seed) noise.emplace(*seed);
  InputSample sample;
  for (const ContractInput& input : contract.inputs) {
    const SamplePart* const part = PartOf(input, parts);
    if (part == nullptr && (input.noise == Noise::kNone || !noise)) return MissingInput(contract, input);
    RUNNER_ASSIGN(RawInput raw, part != nullptr ? Alone(input, *part) : noise->For(input));
    sample.raw_inputs.push_back(std::move(raw));
  }
  return sample;
}

Result<std::vector<SamplePart>> PartsOfArchive(const Contract& contract, std::string_view bytes) {
  std::vector<SamplePart> parts;
  const Result<ZipTotals> totals = ReadZipTotals(bytes, kMostEntries);
  if (!totals.ok() || totals.value().only_arrays || totals.value().entries > kMostEntries) return parts;  // told as arrays are
  RUNNER_ASSIGN(std::vector<ZipEntry> entries, ReadZip(bytes, kMostOfParts));
  bool others = false;
  for (ZipEntry& entry : entries) {
    const std::string name = WithoutEnding(entry.name);
    const bool known = name == kSeed || std::any_of(contract.inputs.begin(), contract.inputs.end(), [&](const ContractInput& input) {
      return IsNameOf(input, name);
    });
    if (!known) continue;
    others = others || KindOf(entry.bytes) != FileKind::kNpy;
    parts.push_back({name, std::move(entry.bytes), true});
  }
  if (!others) parts.clear();
  return parts;
}

}  // namespace runner
