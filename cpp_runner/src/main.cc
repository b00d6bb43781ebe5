#include <string>
#include <utility>
#include <vector>

#include "runner/commands/options.h"
#include "runner/commands/run_command.h"
#include "runner/system/crash_handlers.h"
#include "runner/system/paths.h"
#include "runner/system/process_info.h"
#include "runner/system/standard_streams.h"

namespace {

runner::Result<int> Run(int argc, char** argv) {
  std::vector<std::string> arguments = runner::ArgumentsAsUtf8(argc, argv);
  std::string program = arguments.empty() ? "" : runner::NameOf(arguments[0]);
  if (!arguments.empty()) arguments.erase(arguments.begin());
  RUNNER_ASSIGN(runner::Options options, runner::ParseOptions(arguments, runner::StartedFromDesktop()));
  if (!program.empty()) options.program = std::move(program);
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
  return code.failure().exit_code();
}
