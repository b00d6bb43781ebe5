#include "runner/core/formats/gzip.h"

#include "check.h"

using runner::Gunzip;
using runner_test::Bytes;

namespace {

// "hello hello hello" by Python's gzip.compress(..., mtime=0).
const std::string kPacked = Bytes("1f8b0800000000000203" "cb48cdc9c957c8409000" "8088f9e5" "11000000");

}  // namespace

TEST(packed_data_are_unpacked) { CHECK_EQ(MUST(Gunzip(kPacked, 17)), std::string("hello hello hello")); }

TEST(damaged_and_other_data_are_refused) {
  for (size_t size = 0; size < kPacked.size(); ++size) CHECK(!Gunzip(kPacked.substr(0, size), 1000).ok());
  for (const size_t at : {size_t{0}, size_t{2}, size_t{3}, size_t{12}, size_t{20}, size_t{24}}) {
    std::string changed = kPacked;
    changed[at] = static_cast<char>(changed[at] ^ 8);
    CHECK(!Gunzip(changed, 1000).ok());
  }
  CHECK(!Gunzip(kPacked, 16).ok());
}
