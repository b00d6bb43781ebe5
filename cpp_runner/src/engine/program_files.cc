#include "runner/engine/program_files.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/base/string_utils.h"
#include "runner/engine/runtime_library.h"
#include "runner/system/executable_payload.h"
#include "runner/system/file_system.h"
#include "runner/system/paths.h"
#include "runner/system/process_info.h"

namespace runner {
namespace {

constexpr uint64_t kMostTextBytes = uint64_t{16} << 20;
constexpr uint64_t kMostMembers = 32;

constexpr char kModel[] = "model.tflite";
constexpr char kContract[] = "contract.json";
// What an archive may hold beside these two and the runtime. Microsoft's libraries are beside the runtime on Windows.
constexpr const char* kOthers[] = {"about.json", "licenses.txt", "selftest.npz", "page.html.zst"};

bool IsRuntimePart(const std::string& name) {
  return (name.rfind("msvcp140", 0) == 0 || name.rfind("vcruntime140", 0) == 0) && EndsWith(name, ".dll") && NameOf(name) == name;
}

bool IsKnown(const std::string& name) {
  if (name == kModel || name == kContract || name == RuntimeFileName() || IsRuntimePart(name)) return true;
  return std::any_of(std::begin(kOthers), std::end(kOthers), [&](const char* other) { return name == other; });
}

// What is inside the executable; empty where the files lie beside it. It is read once and never freed.
const std::vector<ZipMember>* inside_executable = nullptr;

Result<std::vector<ZipMember>> ReadInside() {
  RUNNER_ASSIGN(const std::string_view payload, ExecutablePayload());
  if (payload.empty()) return std::vector<ZipMember>();
  return ReadProgramArchive(payload);
}

ProgramFile Find(const std::string& named, const std::string& folder, const char* name) {
  if (!named.empty()) return ProgramFile(named);
  for (const ZipMember& member : *inside_executable) {
    if (member.name == name) return ProgramFile(&member);
  }
  // What the archive lacks is missing: a program that is one file is used among files that came from anywhere.
  return ProgramFile(inside_executable->empty() ? folder + "/" + name : name);
}

#ifdef __APPLE__
// In an app the executable lies in Contents/MacOS, and everything else in Contents/Resources.
std::string ResourcesBeside(const std::string& folder) {
  constexpr std::string_view kProgram = "/Contents/MacOS";
  const bool app = folder.size() > kProgram.size() && folder.compare(folder.size() - kProgram.size(), kProgram.size(), kProgram) == 0;
  return app ? FolderOf(folder) + "/Resources" : folder;
}
#endif

}  // namespace

bool ProgramFile::exists() const { return inside_ != nullptr || FileExists(path_); }

int64_t ProgramFile::bytes() const { return inside_ != nullptr ? static_cast<int64_t>(inside_->size) : FileBytes(path_); }

Result<std::string> ProgramFile::Read(uint64_t most) const {
  if (inside_ == nullptr) return ReadFile(path_, most);
  if (inside_->size > most) return ProgramDamaged("Its part \"" + path_ + "\" is too large.");
  Result<std::string> bytes = UnpackZip(*inside_);
  if (!bytes.ok()) return ProgramDamaged(bytes.failure().why());
  return bytes;
}

Result<Done> ProgramFile::ReadTo(char* to) const {
  const Result<Done> done = UnpackZipTo(*inside_, to);
  if (!done.ok()) return ProgramDamaged(done.failure().why());
  return Done{};
}

Result<std::vector<ZipMember>> ReadProgramArchive(std::string_view bytes) {
  Result<std::vector<ZipMember>> members = ListZip(bytes, kMostMembers);
  if (!members.ok()) return ProgramDamaged(members.failure().why());
  const char* behind = bytes.data();
  int necessary = 0;
  for (const ZipMember& member : members.value()) {
    const auto same = [&](const ZipMember& other) { return other.name == member.name; };
    const bool once = std::count_if(members.value().begin(), members.value().end(), same) == 1;
    if (!IsKnown(member.name) || !once || member.packed.data() < behind || member.size > kMaxFileBytes) {
      return ProgramDamaged("The list of what is in it is damaged at \"" + member.name + "\".");
    }
    behind = member.packed.data() + member.packed.size();
    if (member.name == kModel || member.name == kContract || member.name == RuntimeFileName()) ++necessary;
  }
  if (necessary != 3) return ProgramDamaged("Its model, its contract or its runtime is missing.");
  return members;
}

Result<ProgramFiles> FindProgramFiles(const NamedFiles& named) {
  if (inside_executable == nullptr) {
    RUNNER_ASSIGN(std::vector<ZipMember> inside, ReadInside());
    inside_executable = new std::vector<ZipMember>(std::move(inside));
  }
  RUNNER_ASSIGN(const std::string executable, ExecutablePath());
#ifdef __APPLE__
  const std::string folder = ResourcesBeside(FolderOf(executable));
#else
  const std::string folder = FolderOf(executable);
#endif
  ProgramFiles program_files;
  program_files.model = Find(named.model, folder, kModel);
  program_files.contract = Find(named.contract, folder, kContract);
  program_files.card = Find(named.card, folder, kOthers[0]);
  program_files.licenses = Find(named.licenses, folder, kOthers[1]);
  program_files.self_test = Find("", folder, kOthers[2]);
  program_files.page = Find("", folder, kOthers[3]);
  program_files.runtime = Find(named.runtime, folder, RuntimeFileName());
  for (const ZipMember& member : *inside_executable) {
    if (IsRuntimePart(member.name)) program_files.runtime_parts.emplace_back(&member);
  }
  program_files.without_model = named.model.empty() && !named.contract.empty() && !program_files.model.exists();
  return program_files;
}

Result<Contract> ReadContract(const ProgramFile& file) {
  RUNNER_ASSIGN(const std::string text, file.Read(kMostTextBytes));
  Result<Contract> contract = ParseContract(text);
  if (contract.ok()) return contract;
  return contract.failure().WithWhat("The contract " + file.path() + " cannot be used");
}

Result<ModelCard> ReadModelCard(const ProgramFile& file) {
  if (!file.exists()) return ModelCard{"", "", "null", {}};
  RUNNER_ASSIGN(const std::string text, file.Read(kMostTextBytes));
  return ParseModelCard(text, file.path());
}

}  // namespace runner
