#include "runner/system/executable_payload.h"

#include <string>

#include "core/base/grouped_digits.h"
#include "runner/system/process_info.h"
#include "system/mapped_file.h"

#ifdef __APPLE__
#include <mach-o/getsect.h>
#include <mach-o/ldsyms.h>
#endif

namespace runner {

#ifndef __APPLE__

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

#else

// A segment that is in memory already, and covered by the program's signature (builder/packaging/mac_payload.py).
Result<std::string_view> ExecutablePayload() {
  unsigned long size = 0;
  const uint8_t* const bytes = getsectiondata(&_mh_execute_header, "__PAYLOAD", "__payload", &size);
  return bytes == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(bytes), size);
}

#endif

Failure ProgramDamaged(std::string_view why) {
  return Failure::CannotRun("This program is damaged", why, "Copy or download it again.");
}

}  // namespace runner
