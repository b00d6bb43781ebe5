#include "runner/core/answers/output_picture.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/base/small_sort.h"
#include "core/base/tensor_elements.h"
#include "runner/core/answers/class_scores.h"
#include "runner/core/answers/detections.h"
#include "runner/core/base/quantization.h"

namespace runner {
namespace {

constexpr int64_t kMostPoints = 178'956'970;
constexpr int64_t kMostColors = 256;

// Values of [height, width, channels], whatever their order in memory.
struct Grid {
  int64_t height = 0;
  int64_t width = 0;
  int64_t channels = 1;
  bool channels_first = false;

  int64_t points() const { return height * width; }
  size_t At(int64_t point, int64_t channel) const {
    return static_cast<size_t>(channels_first ? channel * points() + point : point * channels + channel);
  }
};

bool ChannelsFirst(const Contract& contract, const ContractOutput& output, const Shape& shape) {
  const auto labels = static_cast<int64_t>(output.labels.size());
  if (labels > 0 && shape[2] == labels) return false;
  if (labels > 0 && shape[0] == labels) return true;
  return std::any_of(contract.inputs.begin(), contract.inputs.end(), [](const ContractInput& input) {
    return input.kind == InputKind::kImage && input.layout == Layout::kNchw && input.shape.size() == 4;
  });
}

std::optional<Grid> GridOf(const Contract& contract, const ContractOutput& output, Shape shape) {
  if (shape.size() == 4 || (shape.size() == 3 && shape[0] == 1)) {
    if (shape[0] != 1) return std::nullopt;
    shape.erase(shape.begin());
  }
  if (shape.size() == 2) shape.push_back(1);
  if (shape.size() != 3) return std::nullopt;
  const bool first = shape.back() != 1 && ChannelsFirst(contract, output, shape);
  const Grid grid = first ? Grid{shape[1], shape[2], shape[0], true} : Grid{shape[0], shape[1], shape[2], false};
  const bool fits = grid.height > 0 && grid.width > 0 && grid.channels > 0 && grid.height <= kMostPoints / grid.width;
  return fits ? std::optional<Grid>(grid) : std::nullopt;
}

Picture EmptyPicture(const Grid& grid, int channels) {
  Picture picture{static_cast<int>(grid.width), static_cast<int>(grid.height), channels, {}};
  picture.pixels.resize(static_cast<size_t>(grid.points() * channels));
  return picture;
}

// The class of each point.
std::vector<int64_t> Classes(const ContractOutput& output, const Grid& grid, const std::vector<double>& values, bool counts) {
  std::vector<int64_t> classes;
  classes.reserve(static_cast<size_t>(grid.points()));
  for (int64_t point = 0; point < grid.points(); ++point) {
    double best = values[grid.At(point, 0)];
    int64_t chosen = 0;
    if (grid.channels == 1 && counts) {
      chosen = std::max<int64_t>(static_cast<int64_t>(best), 0);
    } else if (grid.channels == 1) {
      const double score = output.activation == Activation::kSigmoid ? Sigmoid({best})[0] : best;
      chosen = score >= static_cast<double>(output.threshold) ? 1 : 0;
    }
    for (int64_t channel = 1; channel < grid.channels; ++channel) {
      const double value = values[grid.At(point, channel)];
      if (!(value > best) && !std::isnan(best)) continue;
      best = value;
      chosen = channel;
    }
    classes.push_back(chosen);
  }
  return classes;
}

std::string ColorText(const Rgba& color) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text = "#";
  for (size_t i = 0; i < 3; ++i) {
    text += kDigits[color[i] >> 4];
    text += kDigits[color[i] & 15];
  }
  return text;
}

Rgba ColorOf(const ContractOutput& output, int64_t index) {
  if (static_cast<uint64_t>(index) >= output.palette.size()) return StandardColor(index);
  const std::string& text = output.palette[static_cast<size_t>(index)];
  const unsigned long rgb = std::strtoul(text.c_str() + 1, nullptr, 16);
  return {static_cast<uint8_t>(rgb >> 16), static_cast<uint8_t>(rgb >> 8), static_cast<uint8_t>(rgb), 255};
}

// A mask of one channel with one label has it for what is present.
std::string LabelOf(const ContractOutput& output, int64_t index, bool present_or_not) {
  const std::vector<std::string>& labels = output.labels;
  const int64_t at = present_or_not && labels.size() == 1 ? index - 1 : index;
  if (at >= 0 && static_cast<size_t>(at) < labels.size()) return labels[static_cast<size_t>(at)];
  return index == 0 && output.palette.empty() ? "background" : "";
}

// Colours beyond what a palette holds begin anew after the background's.
int64_t ColorNumber(int64_t index) { return index < kMostColors ? index : 1 + (index - 1) % (kMostColors - 1); }

OutputPicture ShowMask(const ContractOutput& output, const Grid& grid, const std::vector<double>& values, bool counts) {
  const std::vector<int64_t> classes = Classes(output, grid, values, counts);
  OutputPicture rendered;
  rendered.picture = EmptyPicture(grid, 1);
  std::map<int64_t, int64_t> points;
  for (size_t i = 0; i < classes.size(); ++i) {
    ++points[classes[i]];
    rendered.picture.pixels[i] = static_cast<uint8_t>(ColorNumber(classes[i]));
  }
  int64_t colors = 1;
  for (const auto& [index, count] : points) {
    colors = std::max(colors, ColorNumber(index) + 1);
    rendered.legend.push_back({index, LabelOf(output, index, grid.channels == 1 && !counts), ColorText(ColorOf(output, ColorNumber(index))),
                            static_cast<double>(count) / static_cast<double>(grid.points())});
  }
  for (int64_t color = 0; color < colors; ++color) rendered.palette.push_back(ColorOf(output, color));
  SmallSort(rendered.legend, [](const MaskClass& left, const MaskClass& right) {
    return left.share != right.share ? left.share > right.share : left.index < right.index;
  });
  return rendered;
}

// Whether colours come out in the order blue, green, red: as they go in.
bool IsBgr(const Contract& contract) {
  const auto picture = std::find_if(contract.inputs.begin(), contract.inputs.end(), [](const ContractInput& input) { return input.kind == InputKind::kImage; });
  return picture != contract.inputs.end() && picture->color == Color::kBgr;
}

std::optional<OutputPicture> ShowPicture(const ContractOutput& output, const Grid& grid, const std::vector<double>& values, bool bgr) {
  if (grid.channels != 1 && grid.channels != 3) return std::nullopt;
  const auto one_of = [](const std::vector<float>& all, size_t channel) {
    return static_cast<double>(channel < all.size() ? all[channel] : all[0]);
  };
  OutputPicture rendered;
  rendered.picture = EmptyPicture(grid, static_cast<int>(grid.channels));
  size_t at = 0;
  for (int64_t point = 0; point < grid.points(); ++point) {
    for (int64_t color = 0; color < grid.channels; ++color) {
      const int64_t channel = bgr ? grid.channels - 1 - color : color;
      const auto own = static_cast<size_t>(channel);
      double value = values[grid.At(point, channel)];
      if (output.activation == Activation::kSigmoid) value = 1.0 / (1.0 + std::exp(-value));
      const double pixel = std::round(value * one_of(output.std, own) + one_of(output.mean, own));
      rendered.picture.pixels[at++] = static_cast<uint8_t>(pixel >= 255.0 ? 255.0 : pixel > 0.0 ? pixel : 0.0);
    }
  }
  return rendered;
}

// From a hue of a sixth of a circle a unit to one of the three channels, `shift` sixths further round.
uint8_t Channel(double hue, double shift, double saturation, double value) {
  const double at = std::fmod(hue + shift, 6.0);
  const double distance = std::max(0.0, std::min({at, 4.0 - at, 1.0}));
  return static_cast<uint8_t>(std::lround(255.0 * value * (1.0 - saturation * distance)));
}

}  // namespace

Rgba StandardColor(int64_t index) {
  if (index <= 0) return {0, 0, 0, 0};
  // A golden section of the circle further each time; brightness alternates.
  const double hue = std::fmod(static_cast<double>(index - 1) * 0.6180339887498949 + 0.08, 1.0) * 6.0;
  const double saturation = index % 3 == 0 ? 0.55 : 0.85;
  const double value = index % 2 == 0 ? 0.75 : 0.95;
  return {Channel(hue, 5.0, saturation, value), Channel(hue, 3.0, saturation, value), Channel(hue, 1.0, saturation, value), 255};
}

Rgba ClassColor(const Contract& contract, int64_t index) {
  const size_t carrier = DetectorOutput(contract);
  const bool own = carrier < contract.outputs.size() && static_cast<uint64_t>(index) < contract.outputs[carrier].palette.size();
  return own ? ColorOf(contract.outputs[carrier], index) : StandardColor(std::max<int64_t>(index, 0) + 1);
}

std::optional<OutputPicture> RenderOutput(const Contract& contract, size_t output, const Tensor& tensor, const Quantization& quantization) {
  const ContractOutput& spec = contract.outputs[output];
  if (spec.kind != OutputKind::kMask && spec.kind != OutputKind::kPicture) return std::nullopt;
  const std::optional<Grid> grid = GridOf(contract, spec, tensor.shape);
  if (!grid) return std::nullopt;
  const std::vector<double> values = ToDoubles(tensor, quantization);
  if (static_cast<int64_t>(values.size()) != grid->points() * grid->channels) return std::nullopt;
  if (spec.kind == OutputKind::kPicture) return ShowPicture(spec, *grid, values, IsBgr(contract));
  const bool counts = !IsFloat(tensor.type) && !quantization.active();
  return ShowMask(spec, *grid, values, counts);
}

}  // namespace runner
