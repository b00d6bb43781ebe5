#include "runner/commands/array_files.h"

#include <cstdio>

#include "check.h"
#include "runner/system/file_io.h"

using namespace runner;
using runner_test::MakeTensor;
using runner_test::Values;
using runner_test::Why;

TEST(arrays_in_an_npz_come_by_name_and_in_order) {
  const std::string path = "array_files_test.pair.npz";
  const std::vector<NamedTensor> arrays = {{"b", MakeTensor<float>(ElementType::kFloat32, {2}, {1.5f, -2.0f})},
                                           {"a/gr\xC3\xBCn", MakeTensor<int64_t>(ElementType::kInt64, {1, 1}, {7})}};
  MUST(WriteNpz(path, arrays));
  const std::vector<NamedTensor> read = MUST(ReadArrays(path));
  CHECK_EQ(read.size(), size_t{2});
  CHECK_EQ(read[0].name, "b");
  CHECK_EQ(Values<float>(read[0].tensor), (std::vector<float>{1.5f, -2.0f}));
  CHECK_EQ(read[1].name, "a/gr\xC3\xBCn");
  CHECK_EQ(Values<int64_t>(read[1].tensor), std::vector<int64_t>{7});
  std::remove(path.c_str());
}

TEST(the_content_and_not_the_name_tells_npy_from_npz) {
  const std::string path = "array_files_test.single.npz";
  MUST(WriteNpy(path, MakeTensor<uint8_t>(ElementType::kUInt8, {2}, {3, 4})));
  const std::vector<NamedTensor> read = MUST(ReadArrays(path));
  CHECK_EQ(read.size(), size_t{1});
  CHECK_EQ(read[0].name, "");
  CHECK_EQ(Values<uint8_t>(read[0].tensor), (std::vector<uint8_t>{3, 4}));
  MUST(WriteFileAtomically(path, {"something else"}));
  CHECK_CONTAINS(Why(ReadArrays(path)), "neither a .npy nor a .npz");
  std::remove(path.c_str());
  CHECK_CONTAINS(Why(ParseArrays("")), "empty");
}
