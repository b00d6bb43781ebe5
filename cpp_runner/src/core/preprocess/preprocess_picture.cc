#include <array>
#include <optional>
#include <utility>

#include "core/pictures/picture_decoders.h"
#include "core/preprocess/input_encoding.h"
#include "runner/core/preprocess/picture_resize.h"

namespace runner {
namespace {

// The sizes of a picture input, whatever their order in its shape; -1 = unknown.
struct PictureForm {
  int64_t width = -1;
  int64_t height = -1;
  int64_t channels = 1;
  bool channels_first = false;
};

std::optional<PictureForm> FormOf(const ContractInput& input, const Shape& shape) {
  if (shape.size() < 3 || shape.size() > 4 || (shape[0] != 1 && shape[0] >= 0)) return std::nullopt;
  PictureForm form;
  form.channels_first = shape.size() == 4 && input.layout == Layout::kNchw;
  const size_t first = form.channels_first ? 2 : 1;
  form.height = shape[first];
  form.width = shape[first + 1];
  if (shape.size() == 4) form.channels = shape[form.channels_first ? 1 : 3];
  if (form.channels < 0) form.channels = input.color == Color::kGray ? 1 : 3;
  if (form.channels != 1 && form.channels != 3) return std::nullopt;
  return form;
}

uint8_t OnWhite(uint32_t sample, uint32_t alpha) {
  return static_cast<uint8_t>((sample * alpha + 255 * (255 - alpha) + 127) / 255);
}

// ITU-R 601 luma in 16-bit fixed point.
uint8_t Luma(uint32_t red, uint32_t green, uint32_t blue) {
  return static_cast<uint8_t>((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
}

}  // namespace

Picture Recolored(const Picture& picture, int channels, bool gray) {
  Picture out{picture.width, picture.height, channels, {}};
  const size_t count = static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height);
  out.pixels.resize(count * static_cast<size_t>(channels));
  const uint8_t* from = picture.pixels.data();
  uint8_t* to = out.pixels.data();
  for (size_t i = 0; i < count; ++i, from += picture.channels, to += channels) {
    std::array<uint8_t, 3> rgb{from[0], from[0], from[0]};
    if (picture.channels > 1) rgb = {from[0], from[1], from[2]};
    if (picture.channels == 4) {
      for (uint8_t& sample : rgb) sample = OnWhite(sample, from[3]);
    }
    if (picture.channels > 1 && (channels == 1 || gray)) rgb.fill(Luma(rgb[0], rgb[1], rgb[2]));
    for (int channel = 0; channel < channels; ++channel) to[channel] = rgb[static_cast<size_t>(channel)];
  }
  return out;
}

namespace {

// What each of the 256 pixel values of a channel becomes, in the encoding's type.
Result<Tensor> ValueTable(const ContractInput& input, const InputEncoding& encoding, size_t channel) {
  const bool as_they_are = EntersRaw(input, encoding);
  const float mean = OneOf(input.mean, channel);
  const float std = OneOf(input.std, channel);
  InputEncoding stored = encoding;
  if (as_they_are) stored.quantization = {};
  std::vector<double> values;
  for (int pixel = 0; pixel < 256; ++pixel) {
    const int raw = encoding.type == ElementType::kInt8 ? pixel - 128 : pixel;
    values.push_back(as_they_are ? raw : static_cast<double>((static_cast<float>(pixel) - mean) / std));
  }
  return StoreReals(values, {256}, stored);
}

// The values of a channel's pixels, `step` values apart. Unit: as many bytes as a value has.
template <typename Unit>
void StoreChannel(const uint8_t* pixel, size_t channels, size_t count, const Tensor& table, std::byte* out, size_t step) {
  const Unit* const values = table.as<Unit>();
  Unit* to = reinterpret_cast<Unit*>(out);
  for (size_t i = 0; i < count; ++i, pixel += channels, to += step) *to = values[*pixel];
}

// `picture` in the model's channel order, width and height as the tensor of the encoding's type.
Result<Tensor> StorePicture(const ContractInput& input, const InputEncoding& encoding, const Picture& picture, const PictureForm& form) {
  const size_t channels = static_cast<size_t>(picture.channels);
  const size_t count = static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height);
  const size_t width = ElementSize(encoding.type);
  Shape shape = {1, picture.height, picture.width};
  if (encoding.shape.size() == 4) shape.insert(form.channels_first ? shape.begin() + 1 : shape.end(), picture.channels);
  Tensor tensor{encoding.type, std::move(shape), std::vector<std::byte>(count * channels * width)};
  const size_t step = form.channels_first ? 1 : channels;
  for (size_t channel = 0; channel < channels; ++channel) {
    RUNNER_ASSIGN(const Tensor table, ValueTable(input, encoding, channel));
    const bool swapped = input.color == Color::kBgr && channels == 3;
    const uint8_t* pixel = picture.pixels.data() + (swapped ? channels - 1 - channel : channel);
    std::byte* const to = tensor.data.data() + channel * (form.channels_first ? count : 1) * width;
    switch (width) {
      case 1: StoreChannel<uint8_t>(pixel, channels, count, table, to, step); break;
      case 2: StoreChannel<uint16_t>(pixel, channels, count, table, to, step); break;
      case 4: StoreChannel<uint32_t>(pixel, channels, count, table, to, step); break;
      default: StoreChannel<uint64_t>(pixel, channels, count, table, to, step);
    }
  }
  return tensor;
}

}  // namespace

Result<Tensor> PreprocessPicture(const ContractInput& input, const InputEncoding& encoding, const Picture& picture) {
  const std::optional<PictureForm> form = FormOf(input, encoding.shape);
  if (!form) {
    return DoesNotFit(
        encoding, "A picture was given, but the input has the shape " + ShapeText(encoding.shape) + ", which no picture has.",
        "Give numbers in that shape.");
  }
  const size_t size =
      static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height) * static_cast<size_t>(picture.channels);
  const bool known_channels = picture.channels == 1 || picture.channels == 3 || picture.channels == 4;
  if (picture.width < 1 || picture.height < 1 || !known_channels || picture.pixels.size() != size) {
    return DoesNotFit(encoding,
                      "The given pixels do not form a picture: " + std::to_string(picture.height) + " x " +
                          std::to_string(picture.width) + " x " + std::to_string(picture.channels) + " in " +
                          std::to_string(picture.pixels.size()) + " bytes.",
                      "Give height x width x channels bytes with 1, 3 or 4 channels.");
  }
  const int64_t width = form->width < 0 ? picture.width : form->width;
  const int64_t height = form->height < 0 ? picture.height : form->height;
  if (form->width >= 0 || form->height >= 0)
    RUNNER_TRY(CheckPictureSize(width, height, "as the input \"" + encoding.name + "\" takes it"));
  RUNNER_TRY(CheckScaling(input, encoding, form->channels, "channels"));
  const Picture recolored = Recolored(picture, static_cast<int>(form->channels), input.color == Color::kGray);
  const Picture fitted = FitPicture(recolored, input.fit, static_cast<int>(width), static_cast<int>(height));
  if (ElementSize(encoding.type) != 0 && encoding.type != ElementType::kBool) return StorePicture(input, encoding, fitted, *form);
  return DoesNotFit(encoding,
                    std::string("The model takes ") + ElementName(encoding.type) + ", and pictures cannot be converted to it.",
                    "Give numbers of that type.");
}

}  // namespace runner
