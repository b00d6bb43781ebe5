// Reads and writes zip archives as .npz files use them: stored and deflated entries, ZIP64 sizes (PKWARE's APPNOTE, RFC 1951).
// Thread rule: functions without state.
#ifndef RUNNER_CORE_FORMATS_ZIP_H_
#define RUNNER_CORE_FORMATS_ZIP_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/core/base/result.h"

namespace runner {

struct ZipEntry {
  std::string name;
  std::string bytes;
};

// Decides about a large entry by its first bytes, at most 64 KiB, before the rest is unpacked.
class ZipJudge {
 public:
  virtual ~ZipJudge() = default;
  virtual Result<Done> Judge(const std::string& name, std::string_view beginning) const = 0;
};
constexpr uint64_t kJudgedFrom = uint64_t{64} << 20;  // bytes of an entry

// How an entry is packed, by the numbers of zip archives.
enum class ZipMethod { kStored = 0, kDeflated = 8, kZstandard = 93 };

// An entry as the directory tells of it; `packed` is a part of the archive's own bytes.
struct ZipMember {
  std::string name;
  std::string_view packed;
  uint64_t size = 0;  // unpacked
  uint32_t crc = 0;
  ZipMethod method = ZipMethod::kStored;
};

// The entries in the order of the central directory, each with all its bytes there, none of them unpacked; refused when
// there are more than `most`.
Result<std::vector<ZipMember>> ListZip(std::string_view bytes, uint64_t most);
// An entry's bytes, checked against its CRC-32, to `to`, where there is room for all of them; and that check alone.
Result<std::string> UnpackZip(const ZipMember& member);
Result<Done> UnpackZipTo(const ZipMember& member, char* to);
Result<Done> CheckZip(const ZipMember& member, std::string_view unpacked);

// Every entry, stored or deflated, unpacked and checked against its CRC-32, in the order of the central directory. Refused when the entries
// are larger than `limit` bytes together, or the deflated ones larger than half of it; when an entry says that it is larger
// than its packed bytes can become; and when the judge refuses one.
Result<std::vector<ZipEntry>> ReadZip(std::string_view bytes, uint64_t limit, const ZipJudge* judge = nullptr);

// What an archive's directory says of its entries together, without unpacking any; it ends behind `most` entries.
struct ZipTotals {
  uint64_t entries = 0;
  uint64_t bytes = 0;  // unpacked
  bool only_arrays = true;  // every name ends with .npy
};
Result<ZipTotals> ReadZipTotals(std::string_view bytes, uint64_t most);

// An archive of uncompressed entries, the same bytes for the same entries. Refused at 4 GiB and at 65,535 entries.
Result<std::string> ZipStored(const std::vector<ZipEntry>& entries);

}  // namespace runner

#endif  // RUNNER_CORE_FORMATS_ZIP_H_
