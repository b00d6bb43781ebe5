#include "runner/commands/read_ahead.h"

#include <utility>

#include "runner/commands/sample_files.h"
#include "runner/core/answers/detections.h"
#include "runner/core/formats/file_kind.h"
#include "runner/core/pictures/picture_size.h"
#include "runner/system/file_io.h"
#include "runner/system/file_system.h"
#include "runner/system/process_info.h"

namespace runner {
namespace {

// What is read ahead is in memory while the model works, beside the memory that the model may take.
constexpr int64_t kMostBytes = int64_t{16} << 20;
constexpr uint64_t kMostPixels = 16'000'000;

bool IsSmallMedia(std::string_view bytes) {
  const FileKind kind = KindOf(bytes);
  if (kind == FileKind::kWav) return true;
  return IsPictureKind(kind) && ReadPictureSize(bytes).pixels() <= kMostPixels;
}

}  // namespace

ReadAhead::ReadAhead(const Predictor& predictor, const std::vector<std::string>& files, Seed seed)
    : predictor_(predictor), files_(files), seed_(seed) {
  if (files.size() < 2 || predictor.contract().inputs.size() != 1 || ProcessorCount() < 2) return;
  beside_ = thread_.Start([](void* self) { static_cast<ReadAhead*>(self)->ReadAll(); }, this);
}

ReadAhead::~ReadAhead() {
  const Entered entered(monitor_);
  stop_ = true;
  monitor_.WakeAll();
}

Result<std::vector<InputSample>> ReadAhead::Next() {
  const std::string& file = files_[next_++];
  std::optional<Samples> early;
  if (beside_) {
    const Entered entered(monitor_);
    while (!has_result_) monitor_.Wait();
    early = std::move(result_);
    has_result_ = false;
    monitor_.WakeAll();
  }
  if (early) return *std::move(early);
  return ReadSamples(predictor_.contract(), file, seed_);
}

void ReadAhead::ReadAll() {
  for (const std::string& file : files_) {
    std::optional<Samples> read = ReadEarly(file);
    const Entered entered(monitor_);
    while (has_result_ && !stop_) monitor_.Wait();
    if (stop_) return;
    result_ = std::move(read);
    has_result_ = true;
    monitor_.WakeAll();
  }
}

std::optional<Result<std::vector<InputSample>>> ReadAhead::ReadEarly(const std::string& file) const {
  if (file == kStandardInput) return {};
  const PathFacts facts = LookAt(file);
  if (facts.kind != PathKind::kFile || facts.bytes > kMostBytes) return {};
  const Result<std::string> bytes = ReadContent(file, static_cast<uint64_t>(kMostBytes));
  if (!bytes.ok() || !IsSmallMedia(bytes.value())) return {};
  Samples samples = ParseSamples(predictor_.contract(), bytes.value());
  if (!samples.ok()) return samples;
  std::vector<InputSample> read = std::move(samples).value();
  for (InputSample& sample : read) {
    if (sample.failure || sample.raw_inputs[0].form != RawInputForm::kPixels) continue;
    Result<Tensor> tensor = predictor_.Prepare(0, sample.raw_inputs[0]);
    if (!tensor.ok()) return Samples(tensor.failure());
    const bool detects = DetectorOutput(predictor_.contract()) < predictor_.contract().outputs.size();
    RawInput prepared;
    if (detects) prepared.picture = std::move(sample.raw_inputs[0].picture);  // boxes are places on it, and drawn there
    prepared.tensor = std::move(tensor).value();
    sample.raw_inputs[0] = std::move(prepared);
  }
  return Samples(std::move(read));
}

}  // namespace runner
