// Which files a model reads, by their names' endings: those that are looked for in folders, and those that help names.
// Thread rule: functions without state.
#ifndef RUNNER_CORE_PREPROCESS_FILE_ENDINGS_H_
#define RUNNER_CORE_PREPROCESS_FILE_ENDINGS_H_

#include <string>
#include <vector>

#include "runner/core/contract/contract.h"

namespace runner {

// In lower case, with their dot. Where a file is named, its content decides what it is, whatever its name is.
std::vector<std::string> ReadableEndings(const Contract& contract);
// Without .json for pictures and sounds: beside these it is rather something that somebody noted about them.
std::vector<std::string> FolderEndings(const Contract& contract);
// The endings in one line.
std::string EndingsText(const std::vector<std::string>& endings);

// Whether a .csv file holds one sample a row.
bool TakesTables(const Contract& contract);
// Whether a .txt file is one sample, and each text in a JSON list.
bool TakesText(const Contract& contract);
// Whether one file may hold several samples.
bool MayHoldRows(const Contract& contract);

}  // namespace runner

#endif  // RUNNER_CORE_PREPROCESS_FILE_ENDINGS_H_
