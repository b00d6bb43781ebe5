#include "core/sounds/wav_decoder.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

#include "core/base/byte_order.h"

namespace runner {
namespace {

constexpr uint32_t kWholeNumbers = 1;
constexpr uint32_t kFloats = 3;
constexpr uint32_t kExtensible = 0xFFFE;

struct WavForm {
  uint32_t format = 0;
  uint32_t channels = 0;
  uint32_t rate = 0;
  uint32_t bits = 0;
};

Failure UnreadableSound(const std::string& name, std::string why) {
  return Failure::Usage("The sound " + name + " cannot be read", std::move(why), "Save it as .wav with 16 bits a sample.");
}

// A sample at `at` as -1 to 1.
double SampleAt(std::string_view bytes, size_t at, const WavForm& form) {
  if (form.format == kFloats && form.bits == 64) return LittleEndianFloat<double>(bytes, at);
  if (form.format == kFloats) return static_cast<double>(LittleEndianFloat<float>(bytes, at));
  if (form.bits == 8) return (static_cast<double>(LittleEndian32(bytes, at, 1)) - 128.0) / 128.0;
  const int unused = 32 - static_cast<int>(form.bits);
  const auto whole = static_cast<int32_t>(LittleEndian32(bytes, at, form.bits / 8) << unused);
  return static_cast<double>(whole) / 2147483648.0;
}

Result<Done> CheckForm(const WavForm& form, const std::string& name) {
  const bool whole = form.format == kWholeNumbers && (form.bits == 8 || form.bits == 16 || form.bits == 24 || form.bits == 32);
  const bool floats = form.format == kFloats && (form.bits == 32 || form.bits == 64);
  if (!whole && !floats) {
    return UnreadableSound(name, "Its samples are of format " + std::to_string(form.format) + " with " +
                                     std::to_string(form.bits) + " bits; whole numbers of 8, 16, 24 and 32 bits and floats of "
                                                                 "32 and 64 are read.");
  }
  const bool known_rate = form.rate >= static_cast<uint32_t>(kMinFileRate) && form.rate <= static_cast<uint32_t>(kMaxSampleRate);
  if (form.channels == 0 || !known_rate) {
    return UnreadableSound(name, "It says that it has " + std::to_string(form.channels) + " channels and " +
                                     std::to_string(form.rate) + " samples a second; 1000 to 768000 are read.");
  }
  return Done{};
}

Result<WavForm> ReadForm(std::string_view chunk, const std::string& name) {
  if (chunk.size() < 16) return UnreadableSound(name, "The part that describes its samples is cut off.");
  WavForm form{LittleEndian32(chunk, 0, 2), LittleEndian32(chunk, 2, 2), LittleEndian32(chunk, 4), LittleEndian32(chunk, 14, 2)};
  if (form.format == kExtensible && chunk.size() >= 26) form.format = LittleEndian32(chunk, 24, 2);
  RUNNER_TRY(CheckForm(form, name));
  return form;
}

Result<Sound> Mixed(std::string_view data, const WavForm& form, const std::string& name) {
  const size_t width = form.bits / 8;
  const size_t frame = width * form.channels;
  const size_t count = data.size() / frame;
  if (count == 0) return UnreadableSound(name, "It has no samples.");
  if (count > kMaxSamples) return UnreadableSound(name, "It has more than 268 million samples.");
  Sound sound;
  sound.sample_rate = static_cast<int>(form.rate);
  sound.samples.type = ElementType::kFloat32;
  sound.samples.shape = {static_cast<int64_t>(count)};
  sound.samples.data.resize(count * sizeof(float));
  for (size_t i = 0; i < count; ++i) {
    double sum = 0.0;
    for (size_t channel = 0; channel < form.channels; ++channel) sum += SampleAt(data, i * frame + channel * width, form);
    const float mixed = static_cast<float>(sum / static_cast<double>(form.channels));
    if (!std::isfinite(mixed)) return UnreadableSound(name, "It holds samples that are not numbers.");
    std::memcpy(&sound.samples.data[i * sizeof mixed], &mixed, sizeof mixed);
  }
  return sound;
}

}  // namespace

bool IsWav(std::string_view bytes) {
  return bytes.size() >= 12 && bytes.substr(0, 4) == "RIFF" && bytes.substr(8, 4) == "WAVE";
}

Result<Sound> DecodeWav(std::string_view bytes, const std::string& name) {
  WavForm form;
  for (size_t at = 12; at + 8 <= bytes.size();) {
    const std::string_view id = bytes.substr(at, 4);
    const uint64_t size = LittleEndian32(bytes, at + 4);
    const std::string_view chunk = bytes.substr(at + 8, static_cast<size_t>(size));
    if (id == "fmt ") {
      RUNNER_ASSIGN(form, ReadForm(chunk, name));
    }
    // Who records without end announces the largest size that there is, or none.
    const bool open = size == 0xFFFFFFFFu || size == 0;
    if (id == "data" && form.rate == 0) return UnreadableSound(name, "It does not say what its samples are.");
    if (id == "data" && chunk.size() < size && !open) return UnreadableSound(name, "It is cut off.");
    if (id == "data") return Mixed(open ? bytes.substr(at + 8) : chunk, form, name);
    at += 8 + static_cast<size_t>(size + (size & 1));
  }
  return UnreadableSound(name, "It is cut off: its samples are missing.");
}

}  // namespace runner
