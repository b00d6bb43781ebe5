#include <algorithm>
#include <utility>

#include "core/preprocess/input_encoding.h"
#include "core/sounds/resample.h"
#include "core/sounds/sound.h"

namespace runner {
int SampleAxis(const Shape& shape) {
  const auto is_one = [](int64_t size) { return size == 1 || size < 0; };
  if (shape.size() == 1) return 0;
  if (shape.size() == 2 && is_one(shape[0])) return 1;
  if (shape.size() == 3 && is_one(shape[0]) && is_one(shape[2])) return 1;
  return -1;
}

Result<Tensor> PreprocessSound(const ContractInput& input, const InputEncoding& encoding, const Tensor& sound, int rate) {
  const int axis = SampleAxis(encoding.shape);
  if (axis < 0) {
    return DoesNotFit(
        encoding, "A sound was given, but the input has the shape " + ShapeText(encoding.shape) + ", which no sound has.",
        "Give numbers in that shape.");
  }
  const size_t count = sound.data.size() / sizeof(float);
  if (sound.type != ElementType::kFloat32 || sound.shape.size() != 1 || count == 0) {
    return DoesNotFit(encoding,
                      std::string("The sound is ") + ElementName(sound.type) + ", " + ShapeText(sound.shape) +
                          "; it must be one channel of at least one float32 sample.",
                      "Give the sound in that form, or as a .wav file.");
  }
  if (!MayResample(rate, input.sample_rate)) {
    return DoesNotFit(encoding,
                      "The sound has " + std::to_string(rate) + " samples a second and the input takes " +
                          std::to_string(input.sample_rate) + "; 1 to 768000 are supported, and at most 64 times as many as it has.",
                      "Give the sound at a usual rate.");
  }
  RUNNER_TRY(CheckScaling(input, encoding, 1, "channel"));
  const int64_t wanted = encoding.shape[static_cast<size_t>(axis)];
  const size_t own = ResampledLength(count, rate, input.sample_rate);
  if (wanted == 0 || (wanted < 0 ? own : static_cast<uint64_t>(wanted)) > kMaxSamples) {
    return DoesNotFit(encoding,
                      "The input would have " + std::to_string(wanted < 0 ? own : static_cast<size_t>(wanted)) +
                          " samples; 1 to 268 million are supported.",
                      "Give a shorter sound.");
  }
  const size_t length = wanted < 0 ? own : static_cast<size_t>(wanted);
  const std::vector<float> samples = Resample(sound.as<float>(), count, rate, input.sample_rate, length);
  std::vector<double> values(length, 0.0);  // silence behind a sound that is too short
  std::copy(samples.begin(), samples.end(), values.begin());
  for (double& value : values) value = (value - static_cast<double>(input.mean[0])) / static_cast<double>(input.std[0]);
  Shape shape(encoding.shape.size(), 1);
  shape[static_cast<size_t>(axis)] = static_cast<int64_t>(length);
  return StoreReals(values, shape, encoding);
}

}  // namespace runner
