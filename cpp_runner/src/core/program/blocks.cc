#include "runner/core/program/blocks.h"

#include <cstring>
#include <utility>

#include "core/base/byte_order.h"

namespace runner {
namespace {

constexpr uint32_t kMostRank = 8;
constexpr size_t kPadding = 8;

Failure BadBlock(const std::string& why) {
  return Failure::Usage("A block of the request cannot be read", why, "Send blocks as docs/runner.md lays them out.");
}

// Reads what a block's header says of its array, checked against its data: a tensor without them.
Result<Tensor> BlockSpec(std::string_view header, std::string_view data) {
  const uint32_t type = LittleEndian32(header, 4);
  const uint32_t rank = LittleEndian32(header, 8);
  Tensor tensor;
  tensor.type = static_cast<ElementType>(type);
  const size_t element = ElementSize(tensor.type);
  if (type > 11 || element == 0) return BadBlock("It has the element type " + std::to_string(type) + ".");
  if (rank > kMostRank) return BadBlock("It has " + std::to_string(rank) + " axes; 8 are possible.");
  for (uint32_t axis = 0; axis < rank; ++axis) {
    tensor.shape.push_back(static_cast<int64_t>(LittleEndian(header, 32 + 8 * axis, 8)));
    if (tensor.shape.back() < 0) return BadBlock("It has a size below 0.");
  }
  const int64_t count = ElementCount(tensor.shape);
  if (count < 0 || static_cast<uint64_t>(count) > data.size() / element || static_cast<uint64_t>(count) * element != data.size()) {
    return BadBlock("It has " + std::to_string(data.size()) + " bytes of data, which is not what its shape " +
                    ShapeText(tensor.shape) + " takes.");
  }
  return tensor;
}

Result<RawInput> RawInputFrom(uint32_t form, uint32_t rate, Tensor tensor, std::string_view data) {
  RawInput raw;
  raw.form = static_cast<RawInputForm>(form);
  const bool is_float = tensor.type == ElementType::kFloat32 || tensor.type == ElementType::kFloat64;
  switch (raw.form) {
    case RawInputForm::kTensor: break;
    case RawInputForm::kPixels: {
      if (tensor.type != ElementType::kUInt8 || tensor.shape.size() != 3) {
        return BadBlock("Pixels are uint8 of the shape height x width x channels.");
      }
      RUNNER_ASSIGN(raw.picture, PictureFromBytes(tensor.type, tensor.shape, data, "in the request"));
      return raw;
    }
    case RawInputForm::kSound:
      if (tensor.type != ElementType::kFloat32 || tensor.shape.size() != 1) return BadBlock("Sound is float32 with one axis.");
      if (rate == 0 || rate > 10000000) return BadBlock("Its sample rate is " + std::to_string(rate) + " Hz.");
      raw.sample_rate = static_cast<int>(rate);
      break;
    case RawInputForm::kNumbers:
      if (!is_float) return BadBlock("Numbers are float32 or float64.");
      break;
    default: return BadBlock("It has the form " + std::to_string(form) + ".");
  }
  tensor.data.resize(data.size());
  if (!data.empty()) std::memcpy(tensor.data.data(), data.data(), data.size());
  raw.tensor = std::move(tensor);
  return raw;
}

struct FormedArray {
  RawInputForm form;
  int rate;  // of sounds only
  ElementType type;
  Shape shape;
  std::string_view data;
};

void AppendFormed(std::string& payload, uint32_t slot, const FormedArray& array) {
  AppendLittleEndian(payload, slot, 4);
  AppendLittleEndian(payload, static_cast<uint32_t>(array.type), 4);
  AppendLittleEndian(payload, array.shape.size(), 4);
  AppendLittleEndian(payload, static_cast<uint32_t>(array.form), 4);
  AppendLittleEndian(payload, static_cast<uint32_t>(array.rate), 4);
  AppendLittleEndian(payload, 0, 4);
  AppendLittleEndian(payload, array.data.size(), 8);
  for (size_t axis = 0; axis < kMostRank; ++axis) {
    const int64_t size = axis < array.shape.size() ? array.shape[axis] : 0;
    AppendLittleEndian(payload, static_cast<uint64_t>(size), 8);
  }
  payload.append(array.data);
  payload.append((kPadding - array.data.size() % kPadding) % kPadding, '\0');
}

template <typename Byte>
std::string_view BytesOf(const std::vector<Byte>& data) {
  static_assert(sizeof(Byte) == 1, "bytes");
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

}  // namespace

Result<std::vector<Block>> ParseBlocks(std::string_view payload) {
  std::vector<Block> blocks;
  while (!payload.empty()) {
    if (payload.size() < kBlockHeaderBytes) return BadBlock("It ends inside its header.");
    const std::string_view header = payload.substr(0, kBlockHeaderBytes);
    payload.remove_prefix(kBlockHeaderBytes);
    const uint64_t bytes = LittleEndian(header, 24, 8);
    if (bytes > payload.size()) return BadBlock("It ends inside its data.");
    const std::string_view data = payload.substr(0, bytes);
    RUNNER_ASSIGN(Tensor spec, BlockSpec(header, data));
    Block block;
    block.slot = LittleEndian32(header, 0);
    RUNNER_ASSIGN(block.raw, RawInputFrom(LittleEndian32(header, 12), LittleEndian32(header, 16), std::move(spec), data));
    blocks.push_back(std::move(block));
    const uint64_t padded = (bytes + kPadding - 1) / kPadding * kPadding;
    if (padded > payload.size()) return BadBlock("The zeros up to a multiple of 8 bytes are missing.");
    payload.remove_prefix(padded);
  }
  return blocks;
}

void AppendBlock(std::string& payload, uint32_t slot, const Tensor& tensor) {
  AppendFormed(payload, slot, {RawInputForm::kTensor, 0, tensor.type, tensor.shape, BytesOf(tensor.data)});
}

void AppendBlock(std::string& payload, uint32_t slot, const RawInput& raw) {
  if (raw.form == RawInputForm::kPixels) {
    const Picture& picture = raw.picture;
    AppendFormed(payload, slot, {raw.form, 0, ElementType::kUInt8, {picture.height, picture.width, picture.channels}, BytesOf(picture.pixels)});
    return;
  }
  AppendFormed(payload, slot, {raw.form, raw.sample_rate, raw.tensor.type, raw.tensor.shape, BytesOf(raw.tensor.data)});
}

}  // namespace runner
