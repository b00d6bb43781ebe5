#include "runner/core/formats/npz.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "core/base/string_utils.h"
#include "runner/core/formats/npy.h"
#include "runner/core/formats/zip.h"

namespace runner {
namespace {

constexpr uint64_t kMaxUnpacked = uint64_t{2} << 30;
constexpr size_t kMaxArrays = 10000;
constexpr std::string_view kSuffix = ".npy";

bool BeginsWith(std::string_view bytes, std::string_view beginning) {
  return bytes.substr(0, beginning.size()) == beginning;
}

Failure UnreadableArchive(const std::string& name, std::string why, std::string remedy) {
  return Failure::Usage("The arrays in " + name + " cannot be read", std::move(why), std::move(remedy));
}

std::string ArrayName(const std::string& entry) { return entry.substr(0, entry.size() - kSuffix.size()); }

// Asks about the array that an entry begins. What does not begin like one is told when it is read.
class EntryJudge final : public ZipJudge {
 public:
  explicit EntryJudge(const ArrayJudge& judge) : judge_(judge) {}

  Result<Done> Judge(const std::string& name, std::string_view beginning) const override {
    const Result<Tensor> header = ParseNpyHeader(beginning, name);
    if (!EndsWith(name, kSuffix) || !header.ok()) return Done{};
    return judge_.Judge(ArrayName(name), header.value().type, header.value().shape);
  }

 private:
  const ArrayJudge& judge_;
};

Result<std::vector<ZipEntry>> Unpacked(std::string_view bytes, const ArrayJudge* judge) {
  if (judge == nullptr) return ReadZip(bytes, kMaxUnpacked);
  const EntryJudge entries(*judge);
  return ReadZip(bytes, kMaxUnpacked, &entries);
}

Result<std::vector<NamedTensor>> ParseNpz(std::string_view bytes, const std::string& name, const ArrayJudge* judge) {
  Result<std::vector<ZipEntry>> entries = Unpacked(bytes, judge);
  if (!entries.ok()) return UnreadableArchive(name, entries.failure().why, entries.failure().remedy);
  if (entries.value().size() > kMaxArrays) {
    return UnreadableArchive(name, "It holds more than 10,000 entries.", "Save fewer arrays in one file.");
  }
  std::vector<NamedTensor> arrays;
  std::optional<Failure> left_out;  // why the first of them was
  for (ZipEntry& entry : entries.value()) {
    if (!EndsWith(entry.name, kSuffix)) {
      return UnreadableArchive(name, "It holds \"" + entry.name + "\", which is not an array.", "Save it with numpy.savez.");
    }
    NamedTensor array;
    array.name = ArrayName(entry.name);
    for (const NamedTensor& other : arrays) {
      if (other.name == array.name) {
        return UnreadableArchive(name, "It holds the name \"" + array.name + "\" twice.",
                          "Save it again with each name once.");
      }
    }
    Result<Tensor> tensor = ParseNpy(entry.bytes, "\"" + array.name + "\" in " + name);
    if (!tensor.ok()) {
      if (!IsNpyOfOtherType(entry.bytes)) return tensor.failure();
      if (!left_out) left_out = tensor.failure();
      continue;
    }
    array.tensor = std::move(tensor).value();
    arrays.push_back(std::move(array));
    std::string().swap(entry.bytes);  // one copy of an array at a time
  }
  if (arrays.empty() && left_out) return *left_out;
  if (arrays.empty()) return UnreadableArchive(name, "It holds no array.", "Save at least one array in it.");
  return arrays;
}

}  // namespace

Result<std::vector<NamedTensor>> ParseArrays(std::string_view bytes, const std::string& name, const ArrayJudge* judge) {
  if (BeginsWith(bytes, "\x93NUMPY")) {
    RUNNER_ASSIGN(Tensor tensor, ParseNpy(bytes, name));
    std::vector<NamedTensor> arrays(1);
    arrays[0].tensor = std::move(tensor);
    return arrays;
  }
  if (BeginsWith(bytes, "PK\x03\x04") || BeginsWith(bytes, "PK\x05\x06")) return ParseNpz(bytes, name, judge);
  return UnreadableArchive(name, bytes.empty() ? "The file is empty." : "It is neither a .npy nor a .npz file.",
                    "Save the arrays with numpy.save or numpy.savez.");
}

Result<std::string> NpzBytes(const std::vector<NamedTensor>& arrays) {
  std::vector<ZipEntry> entries;
  for (const NamedTensor& array : arrays) entries.push_back({array.name + std::string(kSuffix), NpyBytes(array.tensor)});
  return ZipStored(entries);
}

}  // namespace runner
