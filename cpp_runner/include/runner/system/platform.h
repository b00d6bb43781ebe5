// What differs between operating systems, one function each, so that no other file asks which one it runs on
// (shared_library.h, stderr_capture.h and the opening of a model in the engine excepted).
// Thread rule: functions without state unless said otherwise.
#ifndef RUNNER_SYSTEM_PLATFORM_H_
#define RUNNER_SYSTEM_PLATFORM_H_

#include <cstdint>
#include <string>
#include <vector>

#include "runner/core/base/result.h"

namespace runner {

// The program's arguments as UTF-8, without the program's own name.
std::vector<std::string> ArgumentsAsUtf8(int argc, char** argv);

// The file of the running executable itself, links followed.
Result<std::string> ExecutablePath();

// The part of a path before its last separator ("." when it has none), and the part after it.
std::string FolderOf(const std::string& path);
std::string NameOf(const std::string& path);

// How the runtime's file is called on this system.
const char* RuntimeFileName();

// The most memory that this process has held at once, in bytes; 0 where the system does not tell.
int64_t PeakMemoryBytes();

// Processors that this process may use, at least 1.
int ProcessorCount();

// Standard input and output carry bytes, not text lines; writing to a closed pipe fails instead of ending the process.
void PrepareBinaryPipes();

// Opens what is missing of standard input, output and error, so that no file that is opened later takes its place. What is
// written to an output that was missing fails; what is written to such an error is lost.
void OpenMissingStreams();

// Makes text that is printed appear as UTF-8 where the console would take it for something else.
void PrepareConsole();

// Milliseconds of a clock that never goes back.
double NowMs();

// A number that nobody can foresee, another one in every call.
uint64_t RandomBits();

}  // namespace runner

#endif  // RUNNER_SYSTEM_PLATFORM_H_
