// Standard input, output and error: missing ones, bytes instead of text, UTF-8 in a console.
// Thread rule: call before other threads exist.
#ifndef RUNNER_SYSTEM_STANDARD_STREAMS_H_
#define RUNNER_SYSTEM_STANDARD_STREAMS_H_

#include <cstdint>
#include <cstdio>
#include <string>

#include "runner/core/base/result.h"

namespace runner {

// Standard input and output carry bytes, not text lines; writing to a closed pipe fails instead of ending the process.
void PrepareBinaryPipes();

// Opens what is missing of standard input, output and error, so that no file that is opened later takes its place. What is
// written to an output that was missing fails; what is written to such an error is lost. On Windows, whose desktop starts
// programs without any, both are lost.
void OpenMissingStreams();

// Whether Windows has started this program from its desktop: nobody reads what it prints. Elsewhere that cannot be told.
bool StartedFromDesktop();

// Leaves a console that Windows has opened for this program alone, which closes it: who started it from the desktop wants
// to see the page only. Does nothing elsewhere.
void LeaveOwnConsole();

// Shows a message in a window where Windows has started this program without a console, or it has left its own, so that
// nobody would read what is printed. Does nothing elsewhere.
void ShowWhereNothingIsPrinted(const std::string& text);

// Makes text that is printed appear as UTF-8 where the console would take it for something else.
void PrepareConsole();

// Whether a stream of this process (stdout, stderr) goes to a terminal.
bool IsTerminal(std::FILE* stream);

// All of standard input, at most `most` bytes.
Result<std::string> ReadStandardInput(uint64_t most);

// What is said when standard output takes no more.
Failure OutputNotWritten();

}  // namespace runner

#endif  // RUNNER_SYSTEM_STANDARD_STREAMS_H_
