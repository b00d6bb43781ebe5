#include "runner/core/formats/zip.h"

#include "check.h"
#include "core/formats/deflate_samples.h"
#include "runner/core/formats/npy.h"
#include "runner/core/formats/npz.h"

using namespace runner;
using runner_test::Bytes;
using runner_test::kOnlyLiterals;
using runner_test::kWithMatches;
using runner_test::Values;
using runner_test::Why;

namespace {

constexpr uint64_t kLimit = 1 << 20;

// Written by numpy 2.4: savez_compressed(a=float32 [[1.5, -2.0]], b=int64 [1, 2, 3]), with ZIP64 fields.
constexpr const char* kCompressedNpz =
    "504b03042d000000080000002100fdcfa508ffffffffffffffff05001400612e6e70790100100088000000000000004d000000000000009bec"
    "17ea1b10c9"
    "c850c650ad9e925a9c5ca46ea5a06e9366a2aea3a09e965f54529498179f5f94920a12774bcc294e058a17672416a402f91a863a0a469a3a0a"
    "b50a64032e"
    "068603f60c400200504b03042d000000080000002100bc91558effffffffffffffff05001400622e6e70790100100098000000000000004d00"
    "0000000000"
    "009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9369a1aea3a09e965f54529498179f5f94920a12774bcc294e058a17672416a402f9"
    "1ac63a9a3a"
    "0ab50a14002e4606086082d2cc501a00504b01022d032d000000080000002100fdcfa5084d0000008800000005000000000000000000000080"
    "0100000000"
    "612e6e7079504b01022d032d000000080000002100bc91558e4d00000098000000050000000000000000000000800184000000622e6e707950"
    "4b05060000"
    "00000200020066000000080100000000";

void CheckRefused(const std::string& archive, const std::string& part) {
  const std::string why = Why(ReadZip(archive, kLimit));
  if (!runner_test::Contains(why, part)) CHECK_EQ(why, part);
}

}  // namespace

TEST(what_was_stored_is_read_back) {
  const std::string archive =
      MUST(ZipStored({{"a.npy", "first"}, {"dir/gr\xC3\xBCn", ""}, {"c", std::string(1000, '\0')}}));
  const std::vector<ZipEntry> entries = MUST(ReadZip(archive, kLimit));
  CHECK_EQ(entries.size(), size_t{3});
  CHECK_EQ(entries[0].name, "a.npy");
  CHECK_EQ(entries[0].bytes, "first");
  CHECK_EQ(entries[1].name, "dir/gr\xC3\xBCn");
  CHECK_EQ(entries[2].bytes, std::string(1000, '\0'));
  CHECK_EQ(archive, MUST(ZipStored(entries)));
}

TEST(an_empty_archive_is_read) { CHECK(MUST(ReadZip(MUST(ZipStored({})), kLimit)).empty()); }

TEST(a_comment_behind_the_archive_does_not_matter) {
  std::string archive = MUST(ZipStored({{"a", "x"}}));
  archive[archive.size() - 2] = 7;
  CHECK_EQ(MUST(ReadZip(archive + "comment", kLimit)).at(0).bytes, "x");
}

TEST(a_compressed_npz_of_numpy_is_read) {
  const std::vector<NamedTensor> arrays = MUST(ParseArrays(Bytes(kCompressedNpz)));
  CHECK_EQ(arrays.size(), size_t{2});
  CHECK_EQ(arrays[0].name, "a");
  CHECK_EQ(arrays[0].tensor.shape, (Shape{1, 2}));
  CHECK_EQ(Values<float>(arrays[0].tensor), (std::vector<float>{1.5f, -2.0f}));
  CHECK_EQ(Values<int64_t>(arrays[1].tensor), (std::vector<int64_t>{1, 2, 3}));
}

TEST(a_truncated_archive_is_refused) {
  const std::string whole = Bytes(kCompressedNpz);
  for (size_t size = 0; size < whole.size(); ++size) {
    if (ReadZip(whole.substr(0, size), kLimit).ok()) CHECK_EQ(size, whole.size());
  }
}

TEST(a_changed_byte_is_found_by_the_checksum) {
  std::string archive = MUST(ZipStored({{"a", "some text"}}));
  archive[archive.find("some")] = 'S';
  CheckRefused(archive, "checksum");
}

TEST(entries_larger_than_the_limit_are_refused_before_they_are_unpacked) {
  const std::string archive = MUST(ZipStored({{"a", std::string(600, 'x')}, {"b", std::string(600, 'x')}}));
  CHECK(ReadZip(archive, 1200).ok());
  CHECK_CONTAINS(Why(ReadZip(archive, 1199)), "larger than");
}

namespace {

// What a stored archive would be if the entry's bytes were deflated data that unpack to `size` bytes.
std::string Deflated(const std::string& packed, uint32_t size) {
  std::string archive = MUST(ZipStored({{"x.npy", packed}}));
  const size_t central = archive.find("PK\x01\x02");
  for (const size_t at : {size_t{0}, central}) {
    archive[at + (at == 0 ? 8 : 10)] = 8;
    for (size_t i = 0; i < 4; ++i) archive[at + (at == 0 ? 22 : 24) + i] = static_cast<char>((size >> (8 * i)) & 0xff);
  }
  return archive;
}

class Refuses final : public ArrayJudge {
 public:
  Result<Done> Judge(const std::string& name, ElementType type, const Shape& shape) const override {
    return Failure::Usage("Judged", name + " " + ElementName(type) + " " + ShapeText(shape), "Nothing.");
  }
};

}  // namespace

TEST(an_entry_that_says_it_is_larger_than_it_can_be_is_refused) {
  CheckRefused(Deflated(Bytes(kWithMatches), 1 << 19), "larger than it can be");
}

TEST(deflated_entries_have_half_of_the_limit) {
  const std::string packed = Bytes(kOnlyLiterals);
  CHECK_CONTAINS(Why(ReadZip(Deflated(packed, 600), 1199)), "larger than");
}

TEST(a_large_array_is_judged_by_its_header_before_it_is_unpacked) {
  // 64 MiB of zeros behind an array's header: deflate at its best, a match of 258 for each two bits.
  const std::string header = NpyHeader(Tensor{ElementType::kUInt8, {int64_t{64} << 20}, {}});
  std::string packed("\x00", 1);  // a stored block, not the last
  for (const size_t size : {header.size(), ~header.size()}) {
    packed += static_cast<char>(size & 0xff);
    packed += static_cast<char>((size >> 8) & 0xff);
  }
  packed += header + std::string(65 << 10, '\0');  // what follows is never looked at
  const std::string archive = Deflated(packed, static_cast<uint32_t>(header.size()) + (64u << 20));
  const Refuses judge;
  CHECK_CONTAINS(Why(ParseArrays(archive, &judge)), "x uint8 67108864");
  CHECK_CONTAINS(Why(ParseArrays(archive)), "damaged");
}

TEST(kinds_of_archives_that_are_not_read_are_named) {
  std::string archive = MUST(ZipStored({{"a", "x"}}));
  const size_t central = archive.find("PK\x01\x02");
  std::string encrypted = archive;
  encrypted[central + 8] = 1;
  CheckRefused(encrypted, "encrypted");
  std::string bzip2 = archive;
  bzip2[central + 10] = 12;
  CheckRefused(bzip2, "other than deflate");
  std::string moved = archive;
  moved[central + 42] = 3;
  CheckRefused(moved, "not where the directory says");
  std::string nowhere = archive;
  nowhere[central + 1] = 'x';
  CheckRefused(nowhere, "directory is damaged");
  CheckRefused("PK\x03\x04 and nothing else that is known", "directory is missing");
}
