// The archive inside a program of one file, for libFuzzer: whatever arrives, its members lie in it, one behind the other.
// Thread rule: one thread.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "runner/engine/program_files.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const runner::Result<std::vector<runner::ZipMember>> members = runner::ReadProgramArchive(bytes);
  if (!members.ok()) return 0;
  const char* behind = bytes.data();
  for (const runner::ZipMember& member : members.value()) {
    if (member.packed.data() < behind || member.packed.data() + member.packed.size() > bytes.data() + bytes.size()) std::abort();
    behind = member.packed.data() + member.packed.size();
    const runner::Result<std::string> unpacked = runner::ProgramFile(&member).Read(uint64_t{1} << 20);
    if (unpacked.ok() && unpacked.value().size() != member.size) std::abort();
  }
  return 0;
}
