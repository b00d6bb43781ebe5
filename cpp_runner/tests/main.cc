// Runs the tests of one file: `runner_tests NAME` those of NAME_test.cc. Each file's run in a process of their own.
#include "check.h"

namespace {

bool IsOf(const runner_test::Test& test, const std::string& file) {
  const std::string path = test.file;
  return path.size() >= file.size() && path.compare(path.size() - file.size(), file.size(), file) == 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: runner_tests NAME\n");
    return 2;
  }
  const std::string file = std::string("/") + arguments[1] + "_test.cc";
  int ran = 0;
  for (const runner_test::Test& test : runner_test::Tests()) {
    if (!IsOf(test, file)) continue;
    const int before = runner_test::Failures();
    test.run();
    ++ran;
    if (runner_test::Failures() != before) std::printf("FAILED %s\n", test.name);
  }
  std::printf("%d tests, %d failed checks\n", ran, runner_test::Failures());
  return runner_test::Failures() == 0 && ran > 0 ? 0 : 1;
}
