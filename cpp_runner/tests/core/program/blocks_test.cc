#include "runner/core/program/blocks.h"

#include "check.h"

using runner::AppendBlock;
using runner::Block;
using runner::ElementType;
using runner::ParseBlocks;
using runner_test::Bytes;
using runner_test::MakeTensor;
using runner_test::Why;

namespace {

std::string OneBlock() {
  std::string payload;
  AppendBlock(payload, 0, MakeTensor<uint8_t>(ElementType::kUInt8, {1, 2, 3}, {1, 2, 3, 4, 5, 6}));
  return payload;
}

// The payload of OneBlock with one 32-bit word of its header replaced.
std::string WithWord(size_t at, uint32_t value) {
  std::string payload = OneBlock();
  for (size_t i = 0; i < 4; ++i) payload[at + i] = static_cast<char>((value >> (8 * i)) & 0xff);
  return payload;
}

}  // namespace

TEST(a_block_has_a_header_of_96_bytes_and_is_padded_to_8) {
  const std::string payload = OneBlock();
  CHECK_EQ(payload.size(), size_t{96 + 8});
  CHECK_EQ(payload.substr(0, 40), Bytes("00000000" "03000000" "03000000" "00000000" "00000000" "00000000" "0600000000000000"
                                        "0100000000000000"));
  CHECK_EQ(payload.substr(96), Bytes("0102030405060000"));
}

TEST(blocks_are_read_back_one_after_another) {
  std::string payload = OneBlock();
  AppendBlock(payload, 4, MakeTensor<float>(ElementType::kFloat32, {}, {2.5f}));
  const std::vector<Block> blocks = MUST(ParseBlocks(payload));
  CHECK_EQ(blocks.size(), size_t{2});
  CHECK_EQ(blocks[0].raw.tensor.shape, (runner::Shape{1, 2, 3}));
  CHECK_EQ(runner_test::Values<uint8_t>(blocks[0].raw.tensor), (std::vector<uint8_t>{1, 2, 3, 4, 5, 6}));
  CHECK_EQ(blocks[1].slot, 4u);
  CHECK_EQ(runner_test::Values<float>(blocks[1].raw.tensor), std::vector<float>{2.5f});
}

TEST(pixels_become_a_picture) {
  const std::vector<Block> blocks = MUST(ParseBlocks(WithWord(12, 1)));
  CHECK_EQ(blocks[0].raw.picture.height, 1);
  CHECK_EQ(blocks[0].raw.picture.width, 2);
  CHECK_EQ(blocks[0].raw.picture.channels, 3);
}

TEST(sound_carries_its_rate_and_needs_one) {
  std::string payload;
  AppendBlock(payload, 0, MakeTensor<float>(ElementType::kFloat32, {2}, {0.5f, -0.5f}));
  payload[12] = 2;
  CHECK_CONTAINS(Why(ParseBlocks(payload)), "0 Hz");
  payload[16] = 100;
  CHECK_EQ(MUST(ParseBlocks(payload))[0].raw.sample_rate, 100);
}

TEST(blocks_that_contradict_themselves_are_refused) {
  CHECK_CONTAINS(Why(ParseBlocks(WithWord(4, 5))), "element type 5");
  CHECK_CONTAINS(Why(ParseBlocks(WithWord(4, 0xffffffff))), "element type");
  CHECK_CONTAINS(Why(ParseBlocks(WithWord(8, 9))), "9 axes");
  CHECK_CONTAINS(Why(ParseBlocks(WithWord(12, 7))), "form 7");
  CHECK_CONTAINS(Why(ParseBlocks(WithWord(12, 2))), "Sound");
  CHECK_CONTAINS(Why(ParseBlocks(WithWord(12, 3))), "Numbers");
  CHECK_CONTAINS(Why(ParseBlocks(WithWord(24, 5))), "5 bytes");
  CHECK_CONTAINS(Why(ParseBlocks(WithWord(24, 4000))), "inside its data");
  CHECK_CONTAINS(Why(ParseBlocks(WithWord(36, 0x80000000))), "below 0");
  CHECK_CONTAINS(Why(ParseBlocks(WithWord(36, 0x7fffffff))), "bytes of data");
}

TEST(a_payload_cut_anywhere_is_refused) {
  const std::string payload = OneBlock();
  for (size_t bytes = 1; bytes < payload.size(); ++bytes) CHECK(!ParseBlocks(payload.substr(0, bytes)).ok());
}

TEST(an_empty_payload_has_no_blocks) { CHECK(MUST(ParseBlocks("")).empty()); }

TEST(what_was_read_goes_out_in_the_form_that_it_would_come_in) {
  runner::RawInput picture;
  picture.form = runner::RawInputForm::kPixels;
  picture.picture = {2, 1, 3, {1, 2, 3, 4, 5, 6}};
  runner::RawInput sound;
  sound.form = runner::RawInputForm::kSound;
  sound.tensor = MakeTensor<float>(ElementType::kFloat32, {2}, {0.5f, -0.5f});
  sound.sample_rate = 8000;
  std::string payload;
  AppendBlock(payload, 0, picture);
  AppendBlock(payload, 1, sound);
  const std::vector<Block> blocks = MUST(ParseBlocks(payload));
  CHECK_EQ(blocks.size(), size_t{2});
  CHECK(blocks[0].raw.form == runner::RawInputForm::kPixels);
  CHECK_EQ(blocks[0].raw.picture.width, 2);
  CHECK_EQ(blocks[0].raw.picture.pixels, picture.picture.pixels);
  CHECK_EQ(blocks[1].slot, 1u);
  CHECK_EQ(blocks[1].raw.sample_rate, 8000);
  CHECK_EQ(blocks[1].raw.tensor.data, sound.tensor.data);
}
