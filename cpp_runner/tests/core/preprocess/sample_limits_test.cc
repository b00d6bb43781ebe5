#include "runner/core/preprocess/sample_limits.h"

#include "check.h"
#include "runner/core/formats/npy.h"
#include "runner/core/formats/zip.h"

using runner::CheckLimits;
using runner::Contract;
using runner::FileKind;
using runner::LimitReached;
using runner::SampleLimits;

namespace {

Contract OneInput(int rate = 16000) {
  Contract contract;
  contract.inputs.resize(1);
  contract.inputs[0].sample_rate = rate;
  return contract;
}

LimitReached Reached(const std::string& bytes, const SampleLimits& limits, int rate = 16000) {
  return CheckLimits(OneInput(rate), bytes, runner::KindOf(bytes), limits).reached;
}

SampleLimits Decoded(uint64_t bytes) {
  SampleLimits limits;
  limits.decoded = bytes;
  return limits;
}

// 8000 samples a second, one byte each.
std::string Wav(uint32_t says, size_t holds) {
  std::string wav("RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1F\0\0\x40\x1F\0\0\1\0\x08\0data", 40);
  for (int i = 0; i < 4; ++i) wav += static_cast<char>(says >> (8 * i));
  return wav + std::string(holds, '\x80');
}

}  // namespace

TEST(pictures_are_judged_by_their_heads) {
  const std::string grey = "P5 100 100 255\n";
  CHECK_EQ(Reached(grey, Decoded(10'000)), LimitReached::kNone);
  CHECK_EQ(Reached(grey, Decoded(9'999)), LimitReached::kSize);
  SampleLimits decoding;
  decoding.decoding = 50'000;
  CHECK_EQ(Reached(grey, decoding), LimitReached::kNone);
  CHECK_EQ(Reached("P5 101 100 255\n", decoding), LimitReached::kSize);
  CHECK_EQ(Reached("P6 100 100 255\n", decoding), LimitReached::kSize);
}

TEST(sounds_are_judged_at_the_higher_of_both_rates) {
  CHECK_EQ(Reached(Wav(1000, 1000), Decoded(8000)), LimitReached::kNone);
  CHECK_EQ(Reached(Wav(1000, 1000), Decoded(7999)), LimitReached::kSize);
  CHECK_EQ(Reached(Wav(1000, 1000), Decoded(4000), 8000), LimitReached::kNone);
  CHECK_EQ(Reached(Wav(UINT32_MAX, 1000), Decoded(3999), 8000), LimitReached::kSize);
  // One that is cut off is refused by its reader.
  CHECK_EQ(Reached(Wav(2'000'000'000, 10), Decoded(40), 8000), LimitReached::kNone);
}

TEST(arrays_are_judged_before_they_are_unpacked) {
  const runner::Tensor array = runner_test::MakeTensor<uint8_t>(runner::ElementType::kUInt8, {4}, {1, 2, 3, 4});
  CHECK_EQ(Reached(runner::NpyBytes(array), Decoded(4)), LimitReached::kNone);
  CHECK_EQ(Reached(runner::NpyBytes(array), Decoded(3)), LimitReached::kSize);
  const std::string archive = MUST(runner::ZipStored({{"a.npy", std::string(100, 'x')}, {"b.npy", std::string(50, 'x')}}));
  CHECK_EQ(Reached(archive, Decoded(150)), LimitReached::kNone);
  CHECK_EQ(Reached(archive, Decoded(149)), LimitReached::kSize);
}

TEST(tables_are_judged_by_their_rows) {
  SampleLimits limits;
  limits.rows = 2;
  CHECK_EQ(Reached("a,b\n1,2\r\n\r\n3,4\n\n", limits), LimitReached::kNone);
  CHECK_EQ(Reached("a,b\n1,2\n3,4\n5", limits), LimitReached::kRows);
  CHECK_EQ(Reached("a,b\n\"1\n\n\n\",2\n3,4", limits), LimitReached::kNone);
  limits.row = 8;
  CHECK_EQ(Reached("1234,678\n1234,678", limits), LimitReached::kNone);
  CHECK_EQ(Reached("\"\n\",\"\n\",\"\n\"", limits), LimitReached::kSize);
}

TEST(json_is_judged_by_its_length) {
  SampleLimits limits;
  limits.json = 3;
  CHECK_EQ(Reached("[1]", limits), LimitReached::kNone);
  CHECK_EQ(Reached("[12]", limits), LimitReached::kSize);
}

TEST(files_in_an_archive_share_what_one_file_may_become) {
  Contract contract;
  contract.inputs.resize(2);
  contract.inputs[0].name = "content";
  contract.inputs[1].name = "style";
  const auto reached = [&](const std::string& content, uint64_t decoded) {
    const std::string zip = MUST(runner::ZipStored({{"content.pgm", content}, {"style.pgm", "P5 10 10 255\n"}, {"other", "P5 999 999 255\n"}}));
    return CheckLimits(contract, zip, FileKind::kZip, Decoded(decoded)).reached;
  };
  CHECK_EQ(reached("P5 100 100 255\n", 20'000), LimitReached::kNone);
  CHECK_EQ(reached("P5 100 100 255\n", 19'998), LimitReached::kSize);
  CHECK_EQ(reached(MUST(runner::ZipStored({{"a", "b"}})), 20'000), LimitReached::kNone);
}
