#include "runner/core/preprocess/input_array_check.h"

#include <algorithm>

namespace runner {
namespace {

// Pixels of any size fit a picture; how many there may be is judged where they become one.
bool MayBePixels(const ContractInput& input, ElementType type) {
  return input.kind == InputKind::kImage && type == ElementType::kUInt8;
}

Failure TooLarge(const std::string& name, ElementType type, const Shape& shape, const std::string& why) {
  return Failure::Usage("A large array is not unpacked",
                        "Its array \"" + name.substr(0, 80) + "\" says that it is " + ShapeText(shape) + " " + ElementName(type) + ", and " + why,
                        "Give arrays that the model takes; --info shows them.");
}

}  // namespace

Result<Done> InputArrayCheck::Judge(const std::string& name, ElementType type, const Shape& shape) const {
  const std::vector<ContractInput>& inputs = contract_.inputs;
  const auto named = std::find_if(inputs.begin(), inputs.end(), [&](const ContractInput& input) {
    return input.name == name || input.tensor == name || inputs.size() == 1;
  });
  if (named == inputs.end()) return TooLarge(name, type, shape, "no input of the model has its name.");
  const bool open = std::any_of(named->shape.begin(), named->shape.end(), [](int64_t size) { return size < 0; });
  if (open || MayBePixels(*named, type)) return Done{};
  const int64_t sample = ElementCount(named->shape);
  const int64_t count = ElementCount(shape);
  const bool fits = sample > 0 && count > 0 && (many_ ? count % sample == 0 : count == sample);
  return fits ? Result<Done>(Done{}) : TooLarge(name, type, shape, "the model takes " + ShapeText(named->shape) + ".");
}

}  // namespace runner
