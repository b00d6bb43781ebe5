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

Failure UnreadableArchive(std::string why, std::string remedy) {
  return Failure::Usage("The .npz file cannot be read", std::move(why), std::move(remedy));
}

std::string ArrayName(const std::string& entry) { return entry.substr(0, entry.size() - kSuffix.size()); }

// Asks about the array that an entry begins. What does not begin like one is told when it is read.
class EntryJudge final : public ZipJudge {
 public:
  explicit EntryJudge(const ArrayJudge& judge) : judge_(judge) {}

  Result<Done> Judge(const std::string& name, std::string_view beginning) const override {
    const Result<Tensor> header = ParseNpyHeader(beginning);
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

Result<std::vector<NamedTensor>> ParseNpz(std::string_view bytes, const ArrayJudge* judge) {
  Result<std::vector<ZipEntry>> entries = Unpacked(bytes, judge);
  if (!entries.ok()) return UnreadableArchive(entries.failure().why(), entries.failure().remedy());
  if (entries.value().size() > kMaxArrays) {
    return Failure::Usage("The .npz file holds too many arrays", "At most 10,000 are looked through.",
                          "Save one array for each input.");
  }
  std::vector<NamedTensor> arrays;
  std::optional<Failure> left_out;  // why the first of them was
  for (ZipEntry& entry : entries.value()) {
    if (entry.name == "xl/workbook.xml") return Failure::Usage("This is an Excel file", "Its cells are not read.", "Save it as CSV.");
    if (!EndsWith(entry.name, kSuffix)) continue;
    NamedTensor array;
    array.name = ArrayName(entry.name);
    for (const NamedTensor& other : arrays) {
      if (other.name == array.name) {
        return UnreadableArchive("It holds the name \"" + array.name + "\" twice.", "Save it again with each name once.");
      }
    }
    Result<Tensor> tensor = ParseNpy(entry.bytes);
    if (!tensor.ok()) {
      const Failure failure = tensor.failure().About("\"" + array.name + "\"");
      if (!IsNpyOfOtherType(entry.bytes)) return failure;
      if (!left_out) left_out = failure;
      continue;
    }
    array.tensor = std::move(tensor).value();
    arrays.push_back(std::move(array));
    std::string().swap(entry.bytes);  // one copy of an array at a time
  }
  if (arrays.empty() && left_out) return *left_out;
  if (arrays.empty()) {
    return Failure::Usage("The .npz file holds no array", "No file in it ends with .npy.", "Save it again.");
  }
  return arrays;
}

}  // namespace

Result<std::vector<NamedTensor>> ParseArrays(std::string_view bytes, const ArrayJudge* judge) {
  if (BeginsWith(bytes, "\x93NUMPY")) {
    RUNNER_ASSIGN(Tensor tensor, ParseNpy(bytes));
    std::vector<NamedTensor> arrays(1);
    arrays[0].tensor = std::move(tensor);
    return arrays;
  }
  if (BeginsWith(bytes, "PK\x03\x04") || BeginsWith(bytes, "PK\x05\x06")) return ParseNpz(bytes, judge);
  return Failure::Usage("There are no arrays that can be read",
                        bytes.empty() ? "The file is empty." : "It is neither a .npy nor a .npz file.",
                        "Save the arrays with numpy.save or numpy.savez.");
}

Result<std::string> NpzBytes(const std::vector<NamedTensor>& arrays) {
  std::vector<ZipEntry> entries;
  for (const NamedTensor& array : arrays) entries.push_back({array.name + std::string(kSuffix), NpyBytes(array.tensor)});
  return ZipStored(entries);
}

}  // namespace runner
