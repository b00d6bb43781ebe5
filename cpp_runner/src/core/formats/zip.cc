#include "runner/core/formats/zip.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/byte_order.h"
#include "core/base/string_utils.h"
#include "runner/core/formats/crc32.h"
#include "runner/core/formats/inflate.h"
#include "runner/core/formats/zstd.h"

namespace runner {
namespace {

constexpr uint32_t kLocalMagic = 0x04034B50;
constexpr uint32_t kCentralMagic = 0x02014B50;
constexpr uint32_t kEndMagic = 0x06054B50;
constexpr uint32_t kEnd64Magic = 0x06064B50;
constexpr uint32_t kLocator64Magic = 0x07064B50;
constexpr size_t kLocalSize = 30;
constexpr size_t kCentralSize = 46;
constexpr size_t kEndSize = 22;
constexpr size_t kEnd64Size = 56;
constexpr size_t kLocator64Size = 20;
constexpr uint32_t kSizeElsewhere = 0xFFFFFFFF;  // the true one is in the ZIP64 field
constexpr uint16_t kFixedDate = 0x0021;          // 1 January 1980
constexpr uint64_t kMostInflated = 1032;         // bytes of one: a match of 258 in two bits
constexpr uint64_t kBeginning = uint64_t{64} << 10;

// The part [at, at + size) of the bytes; nothing when it is not all there.
std::optional<std::string_view> Part(std::string_view bytes, uint64_t at, uint64_t size) {
  if (!HasBytes(bytes, at, size)) return std::nullopt;
  return bytes.substr(static_cast<size_t>(at), static_cast<size_t>(size));
}

Failure BadZip(std::string why) {
  return Failure::Usage("The archive cannot be read", std::move(why), "Save it again, for example with numpy.savez.");
}

struct Directory {
  uint64_t entries = 0;
  uint64_t at = 0;
};

Result<Directory> FindDirectory(std::string_view bytes) {
  if (bytes.size() < kEndSize) return BadZip("It is too short to be an archive.");
  const size_t first = bytes.size() - kEndSize;
  const size_t last = first > 0xFFFF ? first - 0xFFFF : 0;  // a comment of up to 65,535 bytes may follow
  for (size_t at = first + 1; at-- > last;) {
    if (LittleEndian(bytes, at, 4) != kEndMagic) continue;
    Directory directory{LittleEndian(bytes, at + 10, 2), LittleEndian(bytes, at + 16, 4)};
    if (at >= kLocator64Size && LittleEndian(bytes, at - kLocator64Size, 4) == kLocator64Magic) {
      const uint64_t end64 = LittleEndian(bytes, at - kLocator64Size + 8, 8);
      if (LittleEndian(bytes, end64, 4) != kEnd64Magic || !Part(bytes, end64, kEnd64Size)) {
        return BadZip("Its ZIP64 directory is damaged.");
      }
      directory = {LittleEndian(bytes, end64 + 32, 8), LittleEndian(bytes, end64 + 48, 8)};
    }
    return directory;
  }
  return BadZip("Its directory is missing: it is damaged or cut off.");
}

struct CentralEntry {
  std::string name;
  uint64_t flags = 0;
  uint64_t method = 0;
  uint32_t crc = 0;
  uint64_t packed = 0;
  uint64_t size = 0;
  uint64_t at = 0;  // of the local header
};

// Replaces the sizes that the ZIP64 field holds; it holds only those that are 0xFFFFFFFF in the directory, in this
// order.
bool ReadZip64Field(std::string_view extra, CentralEntry& entry) {
  while (extra.size() >= 4) {
    const uint64_t size = LittleEndian(extra, 2, 2);
    const std::optional<std::string_view> field = Part(extra, 4, size);
    if (!field) return false;
    if (LittleEndian(extra, 0, 2) == 1) {
      uint64_t at = 0;
      for (uint64_t* value : {&entry.size, &entry.packed, &entry.at}) {
        if (*value != kSizeElsewhere) continue;
        if (!Part(*field, at, 8)) return false;
        *value = LittleEndian(*field, at, 8);
        at += 8;
      }
      return true;
    }
    extra.remove_prefix(static_cast<size_t>(4 + size));
  }
  return true;
}

// Reads the directory's entry at `at` and moves `at` behind it.
Result<CentralEntry> ReadCentralEntry(std::string_view bytes, uint64_t& at) {
  const uint64_t name_size = LittleEndian(bytes, at + 28, 2);
  const uint64_t extra_size = LittleEndian(bytes, at + 30, 2);
  const uint64_t whole = kCentralSize + name_size + extra_size + LittleEndian(bytes, at + 32, 2);
  if (!Part(bytes, at, whole) || LittleEndian(bytes, at, 4) != kCentralMagic) return BadZip("Its directory is damaged.");
  CentralEntry entry;
  entry.flags = LittleEndian(bytes, at + 8, 2);
  entry.method = LittleEndian(bytes, at + 10, 2);
  entry.crc = LittleEndian32(bytes, at + 16);
  entry.packed = LittleEndian(bytes, at + 20, 4);
  entry.size = LittleEndian(bytes, at + 24, 4);
  entry.at = LittleEndian(bytes, at + 42, 4);
  entry.name = *Part(bytes, at + kCentralSize, name_size);
  if (!ReadZip64Field(*Part(bytes, at + kCentralSize + name_size, extra_size), entry)) {
    return BadZip("Its directory is damaged at \"" + entry.name + "\".");
  }
  at += whole;
  return entry;
}

Failure BadEntry(const std::string& name, const char* why) { return BadZip("Its entry \"" + name + "\" " + why); }

Result<ZipMember> Locate(std::string_view bytes, const CentralEntry& entry) {
  if ((entry.flags & 1) != 0) return BadEntry(entry.name, "is encrypted.");
  const bool known = entry.method == 0 || entry.method == 8 || entry.method == static_cast<uint64_t>(ZipMethod::kZstandard);
  if (!known) return BadEntry(entry.name, "is packed by a method other than deflate.");
  if (!Part(bytes, entry.at, kLocalSize) || LittleEndian(bytes, entry.at, 4) != kLocalMagic) {
    return BadEntry(entry.name, "is not where the directory says.");
  }
  const uint64_t begin = entry.at + kLocalSize + LittleEndian(bytes, entry.at + 26, 2) + LittleEndian(bytes, entry.at + 28, 2);
  const std::optional<std::string_view> packed = Part(bytes, begin, entry.packed);
  if (!packed) return BadEntry(entry.name, "is cut off.");
  const auto method = static_cast<ZipMethod>(entry.method);
  if (method == ZipMethod::kStored && entry.packed != entry.size) return BadEntry(entry.name, "has two different sizes.");
  if (method == ZipMethod::kDeflated && entry.size / kMostInflated > entry.packed) return BadEntry(entry.name, "says that it is larger than it can be.");
  return ZipMember{entry.name, *packed, entry.size, entry.crc, method};
}

void AppendNameAndSizes(std::string& out, const ZipEntry& entry, uint32_t crc) {
  AppendLittleEndian(out, 0, 2);  // stored
  AppendLittleEndian(out, 0, 2);  // midnight
  AppendLittleEndian(out, kFixedDate, 2);
  AppendLittleEndian(out, crc, 4);
  AppendLittleEndian(out, entry.bytes.size(), 4);
  AppendLittleEndian(out, entry.bytes.size(), 4);
  AppendLittleEndian(out, entry.name.size(), 2);
  AppendLittleEndian(out, 0, 2);  // no extra fields
}

}  // namespace

Result<std::vector<ZipMember>> ListZip(std::string_view bytes, uint64_t most) {
  RUNNER_ASSIGN(const Directory directory, FindDirectory(bytes));
  if (directory.entries > most) return BadZip("It has too many entries.");
  std::vector<ZipMember> members;
  uint64_t at = directory.at;
  for (uint64_t i = 0; i < directory.entries; ++i) {
    RUNNER_ASSIGN(const CentralEntry central, ReadCentralEntry(bytes, at));
    RUNNER_ASSIGN(ZipMember member, Locate(bytes, central));
    members.push_back(std::move(member));
  }
  return members;
}

Result<Done> CheckZip(const ZipMember& member, std::string_view unpacked) {
  if (Crc32(unpacked) == member.crc) return Done{};
  return BadEntry(member.name, "is damaged: its checksum is wrong.");
}

Result<std::string> UnpackZip(const ZipMember& member) {
  Result<std::string> unpacked = member.method == ZipMethod::kDeflated    ? Inflate(member.packed, member.size)
                                 : member.method == ZipMethod::kZstandard ? UnpackZstandard(member.packed, member.size, member.size)
                                                                          : Result<std::string>(std::string(member.packed));
  if (!unpacked.ok()) return BadEntry(member.name, "is damaged.");
  RUNNER_TRY(CheckZip(member, unpacked.value()));
  return unpacked;
}

Result<Done> UnpackZipTo(const ZipMember& member, char* to) {
  const auto size = static_cast<size_t>(member.size);
  if (member.method != ZipMethod::kZstandard) {
    RUNNER_ASSIGN(const std::string unpacked, UnpackZip(member));
    if (unpacked.size() != size) return BadEntry(member.name, "is damaged.");
    std::copy_n(unpacked.data(), size, to);
    return Done{};
  }
  if (!UnpackZstandardTo(member.packed, to, size)) return BadEntry(member.name, "is damaged.");
  return CheckZip(member, {to, size});
}

Result<std::vector<ZipEntry>> ReadZip(std::string_view bytes, uint64_t limit, const ZipJudge* judge) {
  RUNNER_ASSIGN(const Directory directory, FindDirectory(bytes));
  std::vector<ZipEntry> entries;
  uint64_t at = directory.at;
  uint64_t total = 0;
  uint64_t inflated = 0;
  for (uint64_t i = 0; i < directory.entries; ++i) {
    RUNNER_ASSIGN(const CentralEntry central, ReadCentralEntry(bytes, at));
    // What few bytes become many is held to less than what is as large in the file.
    const uint64_t most = central.method == 0 ? limit : limit / 2;
    if (central.size > limit - total || (central.method != 0 && central.size > most - inflated)) {
      return BadZip("Unpacked it is larger than " + std::to_string(most >> 20) + " MiB, the most that is read.");
    }
    total += central.size;
    if (central.method != 0) inflated += central.size;
    RUNNER_ASSIGN(const ZipMember member, Locate(bytes, central));
    // Arrays are not packed so, and few bytes would become very many.
    if (member.method == ZipMethod::kZstandard) return BadEntry(member.name, "is packed by a method other than deflate.");
    if (judge != nullptr && member.method == ZipMethod::kDeflated && member.size >= kJudgedFrom) {
      RUNNER_TRY(judge->Judge(member.name, InflateBeginning(member.packed, kBeginning)));
    }
    RUNNER_ASSIGN(std::string unpacked, UnpackZip(member));
    entries.push_back({central.name, std::move(unpacked)});
  }
  return entries;
}

Result<ZipTotals> ReadZipTotals(std::string_view bytes, uint64_t most) {
  RUNNER_ASSIGN(const Directory directory, FindDirectory(bytes));
  ZipTotals totals;
  uint64_t at = directory.at;
  while (totals.entries < directory.entries && totals.entries <= most) {
    RUNNER_ASSIGN(const CentralEntry central, ReadCentralEntry(bytes, at));
    ++totals.entries;
    totals.only_arrays = totals.only_arrays && EndsWith(central.name, ".npy");
    totals.bytes += std::min(central.size, UINT64_MAX - totals.bytes);
  }
  return totals;
}

Result<std::string> ZipStored(const std::vector<ZipEntry>& entries) {
  uint64_t total = kEndSize;
  bool long_name = false;
  for (const ZipEntry& entry : entries) {
    total += kLocalSize + kCentralSize + 2 * entry.name.size() + entry.bytes.size();
    long_name = long_name || entry.name.size() > 0xFFFF;
  }
  if (total >= kSizeElsewhere || entries.size() >= 0xFFFF || long_name) {
    return Failure::Usage("The archive cannot be written", "It would be larger than 4 GiB or have too many entries.",
                          "Write fewer or smaller arrays at a time.");
  }
  std::string out;
  out.reserve(static_cast<size_t>(total));
  std::string directory;
  for (const ZipEntry& entry : entries) {
    const uint32_t crc = Crc32(entry.bytes);
    const size_t at = out.size();
    AppendLittleEndian(out, kLocalMagic, 4);
    AppendLittleEndian(out, 20, 2);      // version needed
    AppendLittleEndian(out, 0x0800, 2);  // the name is UTF-8
    AppendNameAndSizes(out, entry, crc);
    out += entry.name;
    out += entry.bytes;
    AppendLittleEndian(directory, kCentralMagic, 4);
    AppendLittleEndian(directory, 20, 2);  // version that made it
    AppendLittleEndian(directory, 20, 2);
    AppendLittleEndian(directory, 0x0800, 2);
    AppendNameAndSizes(directory, entry, crc);
    directory.append(10, '\0');  // no comment, first disk, no attributes
    AppendLittleEndian(directory, at, 4);
    directory += entry.name;
  }
  const size_t directory_at = out.size();
  out += directory;
  AppendLittleEndian(out, kEndMagic, 4);
  AppendLittleEndian(out, 0, 4);  // disks
  AppendLittleEndian(out, entries.size(), 2);
  AppendLittleEndian(out, entries.size(), 2);
  AppendLittleEndian(out, directory.size(), 4);
  AppendLittleEndian(out, directory_at, 4);
  AppendLittleEndian(out, 0, 2);  // no comment
  return out;
}

}  // namespace runner
