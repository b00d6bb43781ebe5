#include "core/sounds/wav_decoder.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "core/base/byte_order.h"
#include "core/base/grouped_digits.h"
#include "core/sounds/companded_samples.h"

namespace runner {
namespace {

constexpr uint32_t kWholeNumbers = 1;
constexpr uint32_t kFloats = 3;
constexpr uint32_t kALaw = 6;
constexpr uint32_t kMuLaw = 7;
constexpr uint32_t kExtensible = 0xFFFE;
constexpr uint32_t kMostChannels = 64;
constexpr uint64_t kUnknownSize = 0x7FFFF000;
constexpr uint64_t kSizeInOtherPart = 0xFFFFFFFF;
constexpr char kSaveAnew[] = "Save it again as WAV, for example with Audacity.";

struct WavForm {
  uint32_t coding = 0;
  uint32_t channels = 0;
  uint32_t rate = 0;
  uint32_t width = 0;  // bytes of a sample

  bool real() const { return coding == kFloats; }
};

Failure UnreadableWav(std::string why) { return Failure::Usage("The WAV file cannot be read", std::move(why), kSaveAnew); }

// A sample at `at` as -1 to 1.
double SampleAt(std::string_view bytes, size_t at, const WavForm& form) {
  if (form.real() && form.width == 8) return LittleEndianFloat<double>(bytes, at);
  if (form.real()) return static_cast<double>(LittleEndianFloat<float>(bytes, at));
  if (form.coding == kALaw) return static_cast<double>(FromALaw(static_cast<uint8_t>(bytes[at]))) / 32768.0;
  if (form.coding == kMuLaw) return static_cast<double>(FromMuLaw(static_cast<uint8_t>(bytes[at]))) / 32768.0;
  if (form.width == 1) return (static_cast<double>(LittleEndian32(bytes, at, 1)) - 128.0) / 128.0;
  const int unused = 32 - 8 * static_cast<int>(form.width);
  const auto whole = static_cast<int32_t>(LittleEndian32(bytes, at, form.width) << unused);
  return static_cast<double>(whole) / 2147483648.0;
}

std::string CodingName(uint32_t coding) {
  constexpr std::pair<uint32_t, const char*> kNames[] = {{2, "ADPCM"}, {17, "IMA ADPCM"}, {49, "GSM"}, {80, "MPEG"}, {85, "MP3"}};
  for (const auto& [number, name] : kNames) {
    if (coding == number) return name;
  }
  return "number " + std::to_string(coding);
}

bool IsWidth(const WavForm& form) {
  switch (form.coding) {
    case kFloats: return form.width == 4 || form.width == 8;
    case kALaw:
    case kMuLaw: return form.width == 1;
    default: return form.width >= 1 && form.width <= 4;
  }
}

Result<WavForm> ReadForm(std::string_view chunk) {
  if (chunk.size() < 16) return UnreadableWav("Its header is cut off.");
  WavForm form{LittleEndian32(chunk, 0, 2), LittleEndian32(chunk, 2, 2), LittleEndian32(chunk, 4), 0};
  const uint32_t frame = LittleEndian32(chunk, 12, 2);
  if (form.coding == kExtensible && chunk.size() >= 26) form.coding = LittleEndian32(chunk, 24, 2);
  const bool known = form.coding == kWholeNumbers || form.coding == kFloats || form.coding == kALaw || form.coding == kMuLaw;
  if (!known) {
    return Failure::Usage("This kind of WAV file cannot be read",
                          "It is " + CodingName(form.coding) + "; integers, floating-point numbers, A-law and mu-law are read.",
                          "Save it as WAV with 16 bits, for example with Audacity.");
  }
  form.width = form.channels > 0 ? frame / form.channels : 0;
  const bool whole = form.channels >= 1 && form.channels <= kMostChannels && frame == form.width * form.channels;
  if (!whole || form.rate == 0 || !IsWidth(form)) return UnreadableWav("Its header is damaged.");
  if (form.rate < static_cast<uint32_t>(kMinFileRate) || form.rate > static_cast<uint32_t>(kMaxSampleRate)) {
    return UnreadableWav("It says that it has " + Grouped(form.rate) + " samples a second; " + Grouped(kMinFileRate) + " to " +
                      Grouped(kMaxSampleRate) + " are read.");
  }
  return form;
}

Result<Done> CheckLength(uint64_t wanted, uint64_t there, bool open) {
  if ((open ? there : wanted) > kMaxSamples) {
    return Failure::Usage("The sound is too long", "It has over " + std::to_string(kMaxSamples / 1'000'000) + " million samples.",
                          "Cut it into pieces.");
  }
  if (!open && there < wanted) {
    return Failure::Usage("The sound is cut off",
                          "Its header promises " + Grouped(wanted) + " samples, there are " + Grouped(there) + ".",
                          "Copy or save it again.");
  }
  if ((open ? there : wanted) > 0) return Done{};
  return Failure::Usage("The sound is empty", "It has no samples.", "Record or save it again.");
}

// The samples of a file, and how they are written.
struct WavData {
  WavForm form;
  std::string_view data;
  size_t count = 0;  // for each channel
};

// The samples begin `data`; they are `size` bytes, or all of them.
Result<WavData> MeasuredData(std::string_view data, std::optional<uint64_t> size, const WavForm& form) {
  const uint64_t frame = uint64_t{form.width} * form.channels;
  const uint64_t wanted = size.value_or(data.size()) / frame;
  RUNNER_TRY(CheckLength(wanted, std::min<uint64_t>(wanted, data.size() / frame), !size));
  return WavData{form, data, static_cast<size_t>(wanted)};
}

Result<Sound> Mixed(const WavData& wav) {
  const auto& [form, data, count] = wav;
  const size_t frame = size_t{form.width} * form.channels;
  Sound sound;
  sound.sample_rate = static_cast<int>(form.rate);
  sound.samples.type = ElementType::kFloat32;
  sound.samples.shape = {static_cast<int64_t>(count)};
  sound.samples.data.resize(count * sizeof(float));
  for (size_t i = 0; i < count; ++i) {
    double sum = 0.0;
    for (size_t channel = 0; channel < form.channels; ++channel) sum += SampleAt(data, i * frame + channel * form.width, form);
    const float mixed = static_cast<float>(sum / static_cast<double>(form.channels));
    if (!std::isfinite(mixed)) {
      return Failure::Usage("The sound holds samples that are not numbers", "Some are infinite or undefined.", kSaveAnew);
    }
    std::memcpy(&sound.samples.data[i * sizeof mixed], &mixed, sizeof mixed);
  }
  return sound;
}

Result<WavData> FindData(std::string_view bytes) {
  std::optional<WavForm> form;
  uint64_t long_size = 0;  // of the samples of a file over 4 GiB, or of one that might have become one
  for (uint64_t at = 12; at + 8 <= bytes.size();) {
    const std::string_view id = bytes.substr(at, 4);
    uint64_t size = LittleEndian32(bytes, at + 4);
    const std::string_view chunk = bytes.substr(at + 8, size);
    if (id == "ds64" && chunk.size() >= 16) long_size = LittleEndian(chunk, 8, 8);
    if (id == "data" && size == kSizeInOtherPart && long_size > 0) {
      if (form) return MeasuredData(bytes.substr(at + 8), long_size, *form);
      size = std::min<uint64_t>(long_size, bytes.size());
    }
    if (id == "data" && form) {
      const bool open = size == 0 || size >= kUnknownSize;
      return MeasuredData(bytes.substr(at + 8), open ? std::nullopt : std::optional<uint64_t>(size), *form);
    }
    if (id == "fmt ") {
      RUNNER_ASSIGN(form, ReadForm(chunk));
    }
    at += 8 + size + (size & 1);
  }
  return UnreadableWav(form ? "It does not hold its samples." : "It does not hold how its samples are written.");
}

}  // namespace

Result<SoundSize> ReadWavSize(std::string_view bytes) {
  RUNNER_ASSIGN(const WavData wav, FindData(bytes));
  return SoundSize{wav.count, static_cast<int>(wav.form.rate)};
}

Result<Sound> DecodeWav(std::string_view bytes) {
  RUNNER_ASSIGN(const WavData wav, FindData(bytes));
  return Mixed(wav);
}

}  // namespace runner
