#include <exception>

#include "runner/commands.h"
#include "runner/crash.h"
#include "runner/options.h"
#include "runner/system.h"

namespace {

runner::Result<int> Run(int argc, char** argv) {
  RUNNER_ASSIGN(const runner::Options options, runner::ParseOptions(runner::ArgumentsAsUtf8(argc, argv)));
  return runner::RunCommand(options);
}

runner::Result<int> RunSafely(int argc, char** argv) {
  try {
    return Run(argc, argv);
  } catch (const std::exception& error) {
    return runner::Failure::CannotRun("The program cannot go on", std::string("There was not enough memory (") + error.what() + ").",
                                      "Give smaller inputs, or close other programs.");
  }
}

}  // namespace

int main(int argc, char** argv) {
  runner::ReportCrashes();
  runner::PrepareConsole();
  const runner::Result<int> code = RunSafely(argc, argv);
  if (code.ok()) return code.value();
  runner::PrintFailure(code.failure());
  return code.failure().exit_code;
}
