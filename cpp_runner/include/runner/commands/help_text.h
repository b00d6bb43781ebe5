// The text of --help.
// Thread rule: functions without state.
#ifndef RUNNER_COMMANDS_HELP_TEXT_H_
#define RUNNER_COMMANDS_HELP_TEXT_H_

#include <string>

namespace runner {

// `program` is what the executable is called.
std::string HelpText(const std::string& program);

}  // namespace runner

#endif  // RUNNER_COMMANDS_HELP_TEXT_H_
