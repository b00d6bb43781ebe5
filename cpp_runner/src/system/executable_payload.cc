#include "runner/system/executable_payload.h"

#include <string>

#include "core/base/grouped_digits.h"
#include "runner/system/process_info.h"
#include "system/mapped_file.h"

namespace runner {
namespace {

// The builder (builder/packaging/single_file.py) finds the mark in the finished file and writes the size of the whole
// executable behind it. The compiler must not rely on the 0 that is here.
struct PayloadSlot {
  char mark[24];
  uint64_t end;  // little-endian, as all our systems are
};
const volatile PayloadSlot kPayloadSlot = {"litecrate payload end:\n", 0};

const MappedFile* mapped_executable = nullptr;  // never unmapped

// A name that leads to the file that runs, even when it was renamed or replaced since.
Result<std::string> ExecutableToOpen() {
#ifdef __linux__
  return std::string("/proc/self/exe");
#else
  return ExecutablePath();
#endif
}

}  // namespace

Failure ProgramDamaged(std::string_view why) {
  return Failure::CannotRun("This program is damaged", why, "Copy or download it again.");
}

Result<std::string_view> ExecutablePayload() {
  const uint64_t end = kPayloadSlot.end;
  if (end == 0) return std::string_view();
  if (mapped_executable == nullptr) {
    RUNNER_ASSIGN(const std::string path, ExecutableToOpen());
    mapped_executable = new MappedFile(path);
  }
  const std::string_view bytes = mapped_executable->bytes();
  if (bytes.empty()) {
    return Failure::CannotRun("This program cannot read its own file", "Model and runtime are in it.",
                              "Allow reading it, not only running it.");
  }
  if (bytes.size() < end) {
    return ProgramDamaged("It has " + Grouped(bytes.size()) + " bytes, and was made with " + Grouped(end) + ": it was cut off.");
  }
  return bytes.substr(0, static_cast<size_t>(end));
}

}  // namespace runner
