#include "runner/core/formats/inflate.h"

#include "check.h"
#include "core/formats/deflate_samples.h"

using namespace runner;
using runner_test::Bytes;
using runner_test::kOnlyLiterals;
using runner_test::kWithMatches;
using runner_test::Pattern;

TEST(stored_fixed_and_dynamic_blocks_are_unpacked) {
  CHECK_EQ(MUST(Inflate(Bytes("010500faff68656c6c6f"), 5)), "hello");
  std::string text;
  while (text.size() < 150) text += "the same words again and again, the same words again and again. ";
  text.resize(150);
  CHECK_EQ(MUST(Inflate(Bytes("2bc94855284ecc4d5528cf2f4a2956484c4fcccc5348cc4b81b074144af0caeb119027573f00"), 150)),
           text);
  CHECK(MUST(Inflate(Bytes(kOnlyLiterals), 600)) == Pattern());
  CHECK(MUST(Inflate(Bytes(kWithMatches), 600)) == Pattern());
}

TEST(damaged_deflate_data_are_refused) {
  const std::string packed = Bytes(kWithMatches);
  for (size_t size = 0; size < packed.size(); ++size) CHECK(!Inflate(packed.substr(0, size), 600).ok());
  CHECK(!Inflate(packed, 599).ok());
  CHECK(!Inflate(packed, 601).ok());
  CHECK(!Inflate(Bytes("07"), 0).ok());                    // a block of the reserved kind
  CHECK(!Inflate(Bytes("010500faf068656c6c6f"), 5).ok());  // lengths that do not belong together
  CHECK(!Inflate(Bytes("030200"), 3).ok());                // a match before the first byte
}

TEST(the_beginning_of_deflated_data_is_unpacked_alone) {
  CHECK_EQ(InflateBeginning(Bytes(kWithMatches), 100), Pattern().substr(0, 100));
  CHECK_EQ(InflateBeginning(Bytes(kWithMatches), 1000), Pattern());
}
