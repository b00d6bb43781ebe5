#include "runner/core/formats/deflate.h"

#include "check.h"
#include "runner/core/formats/inflate.h"

using namespace runner;

namespace {

std::string Unpacked(const std::string& zlib, size_t size) {
  return MUST(Inflate(std::string_view(zlib).substr(2, zlib.size() - 6), size));
}

}  // namespace

TEST(what_is_packed_unpacks_to_itself) {
  std::string noise;
  uint32_t state = 7;
  for (int i = 0; i < 200000; ++i) noise += static_cast<char>((state = state * 1664525u + 1013904223u) >> 24);
  std::string runs(100000, 'a');
  for (size_t i = 0; i < runs.size(); i += 777) runs[i] = static_cast<char>(i);
  std::string far = noise.substr(0, 40000);
  far += far;
  for (const std::string& bytes : {std::string(), std::string("a"), std::string("abcabcabcabcabc"), std::string(258, 'x'),
                                   std::string(517, 'x'), runs, noise, far}) {
    CHECK(Unpacked(ZlibBytes(bytes), bytes.size()) == bytes);
  }
  CHECK(ZlibBytes(runs).size() < 2500);
  CHECK(ZlibBytes(noise).size() <= noise.size() + 6 + 5 * 4);
}

TEST(a_zlib_stream_has_its_header_and_its_checksum) {
  const std::string stream = ZlibBytes("Wikipedia");
  CHECK_EQ(stream.substr(0, 2), std::string("\x78\x01"));
  CHECK_EQ(stream.substr(stream.size() - 4), runner_test::Bytes("11E60398"));
}
