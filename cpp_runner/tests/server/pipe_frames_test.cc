#include "runner/server/pipe_frames.h"

#include "check.h"

using runner::FrameType;
using runner::ParseFrameHeader;
using runner_test::Bytes;
using runner_test::Why;

TEST(a_frame_header_has_exactly_this_layout) {
  CHECK_EQ(runner::FrameHeaderBytes(FrameType::kBlocks, 0x01020304, 0x0a0b), Bytes("4c434631" "82000000" "04030201" "00000000"
                                                                                   "0b0a000000000000"));
}

TEST(a_frame_header_is_read_back) {
  const auto header = MUST(ParseFrameHeader(runner::FrameHeaderBytes(FrameType::kTensors, 7, 1u << 30)));
  CHECK_EQ(header.type, 3u);
  CHECK_EQ(header.id, 7u);
  CHECK_EQ(header.flags, 0u);
  CHECK_EQ(header.bytes, uint64_t{1} << 30);
}

TEST(a_wrong_magic_and_an_impossible_length_are_refused_with_exit_code_2) {
  const auto magic = ParseFrameHeader("LCF2" + std::string(20, '\0'));
  CHECK_CONTAINS(Why(magic), "LCF1");
  CHECK_EQ(magic.failure().exit_code(), 2);
  const auto length = ParseFrameHeader(runner::FrameHeaderBytes(FrameType::kPredict, 1, (uint64_t{1} << 30) + 1));
  CHECK_CONTAINS(Why(length), "1 GiB");
  CHECK_EQ(length.failure().exit_code(), 2);
  CHECK(!ParseFrameHeader("LCF1").ok());
}
