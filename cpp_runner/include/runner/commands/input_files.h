// Which files the command line means: files, folders with all that is below them, patterns.
// Thread rule: functions without state.
#ifndef RUNNER_COMMANDS_INPUT_FILES_H_
#define RUNNER_COMMANDS_INPUT_FILES_H_

#include <string>
#include <vector>

namespace runner {

// In the order of the names: a file for itself; for a folder all files below it with one of the endings (lower case), sorted
// folder by folder, hidden ones left out, links to folders not followed; for a pattern that no shell has replaced ("*.png",
// "**/*.png") what fits it. A folder without such files and a pattern that nothing fits stand for themselves, so that they
// are reported.
std::vector<std::string> ExpandNames(const std::vector<std::string>& names, const std::vector<std::string>& endings);

}  // namespace runner

#endif  // RUNNER_COMMANDS_INPUT_FILES_H_
