#include "runner/core/answers/failure_json.h"

#include "check.h"

TEST(a_failure_is_written_with_its_three_parts) {
  CHECK_EQ(runner::FailureJson(runner::Failure::Usage("a", "b\n", "c")),
           std::string("{\"error\": \"a\", \"why\": \"b\\n\", \"do\": \"c\"}"));
}
