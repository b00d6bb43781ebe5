#include "runner/core/preprocess/sample_limits.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "core/preprocess/joined_parts.h"
#include "core/sounds/wav_decoder.h"
#include "runner/core/formats/npy.h"
#include "runner/core/formats/zip.h"
#include "runner/core/pictures/picture_size.h"
#include "runner/core/preprocess/file_endings.h"

namespace runner {
namespace {

constexpr uint64_t kMostArchiveEntries = 10'000;
constexpr char kCommandLineTakesMore[] = "Make it smaller, or use the command line, which takes larger ones.";

LimitCheck TooLarge(std::string what, std::string why, std::string remedy) {
  return {LimitReached::kSize, Failure::Usage(std::move(what), std::move(why), std::move(remedy))};
}

// Bytes that a decoder holds at its worst moment: four a pixel with its own work, or with the picture that was turned upright.
uint64_t DecodingBytes(const PictureSize& size) {
  return size.pixels() * 4 + std::max(size.work_bytes, size.pixels() * size.channels);
}

LimitCheck CheckPicture(std::string_view bytes, const SampleLimits& limits) {
  const PictureSize size = ReadPictureSize(bytes);
  if (size.pixels() <= limits.decoded / size.channels && DecodingBytes(size) <= limits.decoding) return {};
  const auto each = static_cast<double>(DecodingBytes(size)) / static_cast<double>(size.pixels());
  const uint64_t most = std::min(limits.decoded / size.channels, static_cast<uint64_t>(static_cast<double>(limits.decoding) / each));
  return TooLarge("The picture is too large to be answered together with others",
                  "It has " + std::to_string(size.width) + " x " + std::to_string(size.height) + " pixels; of this kind at most " +
                      std::to_string(most / 1'000'000) + " million are read here.",
                  kCommandLineTakesMore);
}

LimitCheck CheckSound(const Contract& contract, std::string_view bytes, const SampleLimits& limits) {
  const Result<SoundSize> size = ReadWavSize(bytes);
  if (!size.ok()) return {};  // its reader says what is wrong
  const auto rate = static_cast<uint64_t>(contract.inputs.empty() ? 1 : std::max(contract.inputs[0].sample_rate, 1));
  const uint64_t samples = size.value().samples;
  const uint64_t most = std::max(samples, samples * rate / static_cast<uint64_t>(size.value().rate));  // at the input's rate
  if (most <= limits.decoded / sizeof(float)) return {};
  return TooLarge("The sound is too long to be answered together with others",
                  "It has " + std::to_string(most) + " samples; at most " + std::to_string(limits.decoded / sizeof(float)) +
                      " are read here.",
                  "Make it shorter, or use the command line, which takes longer ones.");
}

// Files in an archive, each for one of several inputs; together they become no more than one file may.
LimitCheck CheckParts(const Contract& contract, std::string_view bytes, const SampleLimits& limits) {
  const Result<std::vector<SamplePart>> parts = PartsOfArchive(contract, bytes);
  if (!parts.ok()) return {};  // its reader says what is wrong
  SampleLimits each = limits;
  each.decoded /= contract.inputs.size();
  for (const SamplePart& part : parts.value()) {
    for (const ContractInput& input : contract.inputs) {
      Contract one;
      one.inputs.push_back(input);
      const FileKind kind = KindOf(part.bytes);
      if (!IsNameOf(input, part.input) || kind == FileKind::kZip) continue;  // an archive in it is refused
      const LimitCheck check = CheckLimits(one, part.bytes, kind, each);
      if (check.reached != LimitReached::kNone) return check;
    }
  }
  return {};
}

LimitCheck CheckArchive(const Contract& contract, std::string_view bytes, const SampleLimits& limits) {
  const Result<ZipTotals> totals = ReadZipTotals(bytes, kMostArchiveEntries);
  if (!totals.ok()) return {};  // its reader says what is wrong
  if (totals.value().entries > kMostArchiveEntries) {
    return TooLarge("The archive holds too many arrays", "It lists more than 10,000 entries.", "Save fewer arrays in one file.");
  }
  const bool parts = contract.inputs.size() > 1 && !totals.value().only_arrays;
  if (totals.value().bytes <= limits.decoded) return parts ? CheckParts(contract, bytes, limits) : LimitCheck{};
  return TooLarge("The arrays are too large to be answered together with others",
                  "Unpacked they are over " + std::to_string(limits.decoded >> 20) + " MB.", kCommandLineTakesMore);
}

LimitCheck CheckArray(std::string_view bytes, const SampleLimits& limits) {
  const Result<Tensor> header = ParseNpyHeader(bytes);
  if (!header.ok()) return {};
  const int64_t count = ElementCount(header.value().shape);
  const uint64_t most = limits.decoded / std::max<size_t>(ElementSize(header.value().type), 1);
  if (count < 0 || static_cast<uint64_t>(count) <= most) return {};
  return TooLarge("The array is too large to be answered together with others",
                  "It says that it has " + std::to_string(count) + " numbers; at most " + std::to_string(most) +
                      " of this type are read here.",
                  kCommandLineTakesMore);
}

// Rows end at line ends that stand outside of quotes; empty lines are none.
LimitCheck CheckTable(std::string_view bytes, const SampleLimits& limits) {
  uint64_t rows = 0;
  uint64_t length = 0;
  bool quoted = false;
  for (const char letter : bytes) {
    if (letter == '"') quoted = !quoted;
    if (!quoted && (letter == '\n' || letter == '\r')) {
      length = 0;
      continue;
    }
    if (++length == 1 && rows++ > limits.rows) {
      return {LimitReached::kRows, Failure::Usage("The table has too many rows",
                                                  "At most " + std::to_string(limits.rows) + " are answered at once.",
                                                  "Use fewer rows, or the command line, which answers any number.")};
    }
    if (length > limits.row) {
      return TooLarge("A row of the table is too long", "It has over " + std::to_string(limits.row) + " characters.",
                      "Save the table again as CSV with a line for each row, or the numbers as .npy.");
    }
  }
  return {};
}

LimitCheck CheckJson(std::string_view bytes, const SampleLimits& limits) {
  if (bytes.size() <= limits.json) return {};
  return TooLarge("The JSON file is too large", "At most " + std::to_string(limits.json >> 20) + " MB are read.",
                  "Save the numbers as .npy, or use several files.");
}

}  // namespace

LimitCheck CheckLimits(const Contract& contract, std::string_view bytes, FileKind kind, const SampleLimits& limits) {
  if (IsPictureKind(kind)) return CheckPicture(bytes, limits);
  switch (kind) {
    case FileKind::kWav: return CheckSound(contract, bytes, limits);
    case FileKind::kZip: return CheckArchive(contract, bytes, limits);
    case FileKind::kNpy: return CheckArray(bytes, limits);
    case FileKind::kJson: return CheckJson(bytes, limits);
    case FileKind::kText: return TakesText(contract) ? LimitCheck() : CheckTable(bytes, limits);
    default: return {};
  }
}

}  // namespace runner
