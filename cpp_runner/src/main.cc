#include "runner/commands/options.h"
#include "runner/commands/run_command.h"
#include "runner/system/crash_handlers.h"
#include "runner/system/process_info.h"
#include "runner/system/standard_streams.h"

namespace {

runner::Result<int> Run(int argc, char** argv) {
  RUNNER_ASSIGN(const runner::Options options, runner::ParseOptions(runner::ArgumentsAsUtf8(argc, argv)));
  return runner::RunCommand(options);
}

}  // namespace

int main(int argc, char** argv) {
  runner::OpenMissingStreams();
  runner::ReportCrashes();
  runner::PrepareConsole();
  const runner::Result<int> code = Run(argc, argv);
  if (code.ok()) return code.value();
  runner::PrintFailure(code.failure());
  return code.failure().exit_code;
}
