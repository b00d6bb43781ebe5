#include "runner/core/formats/zstd.h"

#include "check.h"
#include "runner/core/formats/zip.h"

using namespace runner;
using runner_test::Bytes;
using runner_test::Why;

namespace {

// Letters of an alphabet, drawn by the linear congruential generator of the C standard's example.
std::string Drawn(size_t count, std::string_view alphabet, uint32_t seed) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    seed = (seed * 1103515245u + 12345u) & 0x7FFFFFFF;
    text += alphabet[(seed >> 16) % alphabet.size()];
  }
  return text;
}

struct Sample {
  std::string packed;  // by libzstd 1.5
  std::string text;
};

std::string Repeated() {
  std::string text;
  for (int i = 0; i < 40; ++i) text += Drawn(60, "abcdefghijklmnopqrstuvwxyz", 3) + Drawn(11, "01", 40);
  return text;
}

std::vector<Sample> Samples() {
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
  return {
      {Bytes("28b52ffd2000010000"), ""},
      {Bytes("28b52ffd60e8024d00001078780100e32b8005"), std::string(1000, 'x')},
      {Bytes("28b52ffd600000") + Bytes("010800") + every, every},  // a raw block
      {Bytes("28b52ffd600000") + Bytes("030800") + "y", std::string(256, 'y')},  // one byte many times
      {Bytes("28b52ffd20186d00003868656c6c6f20210100994b11"), "hello hello hello hello!"},
      // Codes and shares of their own, four streams of literals.
      {Bytes("28b52ffd6090007d030006d91a06e0e932015415170016001900180c29027981869f13986e31da3b22425840f4b39865f40b0cbac8a258fce3332ee7812ae4ba1a7cf331f00a"
             "1441e884d222655d30c04fc421d8a5a2020481c5e81e50407bf2870028565678c404ee5d54614f81d3c0994ed298739508c900"),
       Drawn(400, "abcabcaaad", 1)},
      {Bytes("28b52ffd60b80acd0d00066d2205f039f233091d0020002000ef934fe76f90dffbe1664e8e7396e3cd9fb2cd7fcf3fe77bfeb2e4dd93bc34c1327f1ec8bff019f2d07ceacfab"
             "7f469f7e1f651e48cf454429e64cc307e56cc692f21120becb7ef3dee4fbba9cddb9479242ff037e7379d5fcc4c19f05031b33fc24d79f4037f277fe943c793c19b1243873fb093c"
             "7375c472f7935e0f79a8012923904c05332432815318c62084108298421f12f8068302e3282562990e5505152ab4ec066ee148965fb63a8f673a8e837aa9f19f7307ec2de2bd3ea1"
             "3d433c2b737d77b365b563002dc9aa2f0a460a03c8289c36513dd7955fc506cef3f630ae1897659754023444129fb5d074ab1563ed50442aa109cf5a164c1f86605df0f46d713a8e"
             "ad24a14d08b193d1526f426f60c4786d67df32290b65bc02991c0782f94b83a7283242a8e747c1530d064f757b6e58410490661e724c57837da14e3c2f32646c1f167f34f875b972"
             "20f643148381829402a502a55177d20dca93cab91e442566457f06cab9b6ac80bba18d40acb0d7ebdf0b17003ada594d8ba98947ff94bc3666e10c08291ccf35c3a3f75034c50dd8"
             "2e9c943166b47426c8b90acd02d1b2e3b9d200e005"),
       Drawn(3000, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbcc", 7)},
      {Bytes("28b52ffd60180a35020072c40e11a03dd0636ae0372b69b5f0ff36feffa902baabaaabab3a139704fcf037f1f5737474e03ea0ef47bec7295232c6969845c0385f99c89f1437372b"
             "010087b3143f4401"),
       Repeated()},
  };
}

}  // namespace

TEST(what_libzstd_packed_is_unpacked) {
  for (const Sample& sample : Samples()) {
    CHECK(MUST(UnpackZstandard(sample.packed, sample.text.size(), sample.text.size())) == sample.text);
  }
}

TEST(it_is_unpacked_to_where_there_is_just_enough_room) {
  for (const Sample& sample : Samples()) {
    std::string room(sample.text.size() + 32, '#');
    CHECK(UnpackZstandardTo(sample.packed, room.data(), sample.text.size()));
    CHECK(room == sample.text + std::string(32, '#'));
    CHECK(!UnpackZstandardTo(sample.packed, room.data(), sample.text.size() + 1));
  }
}

TEST(another_size_than_the_frame_says_is_refused) {
  for (const Sample& sample : Samples()) {
    CHECK_CONTAINS(Why(UnpackZstandard(sample.packed, sample.text.size() + 1, sample.text.size() + 1)), "damaged");
    CHECK(!UnpackZstandard(sample.packed, uint64_t{1} << 62, uint64_t{1} << 62).ok());
  }
}

TEST(the_size_may_be_left_to_the_frame) {
  for (const Sample& sample : Samples()) {
    CHECK(MUST(UnpackZstandard(sample.packed, 0, sample.text.size())) == sample.text);
    if (!sample.text.empty()) CHECK(!UnpackZstandard(sample.packed, 0, sample.text.size() - 1).ok());
  }
}

TEST(a_frame_that_was_cut_off_is_refused) {
  for (const Sample& sample : Samples()) {
    for (size_t size = 0; size < sample.packed.size(); ++size) {
      CHECK(!UnpackZstandard(sample.packed.substr(0, size), sample.text.size(), sample.text.size()).ok());
    }
  }
}

TEST(a_changed_byte_never_makes_another_size) {
  for (const Sample& sample : Samples()) {
    for (size_t at = 0; at < sample.packed.size(); ++at) {
      for (const int change : {1, 0x80, 0xFF}) {
        std::string changed = sample.packed;
        changed[at] = static_cast<char>(changed[at] ^ change);
        const Result<std::string> unpacked = UnpackZstandard(changed, sample.text.size(), sample.text.size());
        if (unpacked.ok()) CHECK_EQ(unpacked.value().size(), sample.text.size());
      }
    }
  }
}

TEST(an_entry_of_a_zip_archive_may_be_packed_so_unless_it_is_an_array) {
  const Sample sample = Samples()[1];
  std::string archive = MUST(ZipStored({{"a", sample.packed}}));
  for (const size_t at : {archive.find("PK\x03\x04") + 8, archive.find("PK\x01\x02") + 10}) archive[at] = 93;
  const size_t size_at = archive.find("PK\x01\x02") + 24;
  archive[size_at] = static_cast<char>(1000 & 0xFF);
  archive[size_at + 1] = static_cast<char>(1000 >> 8);
  const std::vector<ZipMember> members = MUST(ListZip(archive, 1));
  CHECK_EQ(members.at(0).method, ZipMethod::kZstandard);
  CHECK_CONTAINS(Why(UnpackZip(members[0])), "checksum");  // it is that of the packed bytes
  std::string room(1000, '#');
  CHECK_CONTAINS(Why(UnpackZipTo(members[0], room.data())), "checksum");
  CHECK(room == sample.text);
  CHECK_CONTAINS(Why(ReadZip(archive, 1 << 20)), "other than deflate");
  CHECK_CONTAINS(Why(ListZip(archive, 0)), "too many");
}
