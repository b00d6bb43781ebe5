#include "runner/engine/runtime_library.h"

#include "check.h"

using runner_test::Why;

TEST(a_library_that_lacks_the_cpp_runtime_names_the_package) {
  const auto failure = runner::RuntimeRefused("/a/libLiteRt.so", "libstdc++.so.6: cannot open shared object file: No such file");
  CHECK_CONTAINS(failure.remedy(), "libstdc++6");
  CHECK_EQ(failure.exit_code(), 3);
  CHECK_CONTAINS(runner::RuntimeRefused("x", "/lib/libc.so.6: version `GLIBC_2.27' not found").remedy(), "2.27");
  CHECK_CONTAINS(runner::RuntimeRefused("x", "x: invalid ELF header").remedy(), "damaged");
}

TEST(a_library_that_lacks_functions_names_them) {
  CHECK_CONTAINS(runner::RuntimeTooDifferent("x", {"A", "B", "C", "D", "E"}).why(), "A, B, C and 2 more");
}

TEST(a_missing_library_is_told_before_the_system_is_asked) {
  runner::ProgramFiles files;
  files.runtime = runner::ProgramFile("/nonexistent/libLiteRt.so");
  CHECK_CONTAINS(Why(runner::OpenRuntime(files)), "missing");
}
