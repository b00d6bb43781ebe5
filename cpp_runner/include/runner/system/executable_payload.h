// Executable payload: the archive inside this program's own executable, of a program that is one file.
// Thread rule: one thread.
#ifndef RUNNER_SYSTEM_EXECUTABLE_PAYLOAD_H_
#define RUNNER_SYSTEM_EXECUTABLE_PAYLOAD_H_

#include <cstdint>
#include <string_view>

#include "runner/core/base/result.h"

namespace runner {

// Bytes that end with the archive: the whole executable (on macOS a segment of it), mapped from the file that this process was started from, whatever has become
// of its name; "" where the program's files lie beside it. The bytes stay where they are until the process ends.
Result<std::string_view> ExecutablePayload();

// What a person reads when the executable is not what was made.
Failure ProgramDamaged(std::string_view why);

}  // namespace runner

#endif  // RUNNER_SYSTEM_EXECUTABLE_PAYLOAD_H_
