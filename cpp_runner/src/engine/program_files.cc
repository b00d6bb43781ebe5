#include "runner/engine/program_files.h"

#include <cstdint>
#include <string_view>

#include "runner/engine/runtime_library.h"
#include "runner/system/file_io.h"
#include "runner/system/file_system.h"
#include "runner/system/paths.h"
#include "runner/system/process_info.h"

namespace runner {
namespace {

constexpr uint64_t kMostTextBytes = uint64_t{16} << 20;

void Fill(std::string& path, const std::string& folder, const char* name) {
  if (path.empty()) path = folder + "/" + name;
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

Result<ProgramFiles> FindProgramFiles(const ProgramFiles& named) {
  RUNNER_ASSIGN(const std::string executable, ExecutablePath());
#ifdef __APPLE__
  const std::string folder = ResourcesBeside(FolderOf(executable));
#else
  const std::string folder = FolderOf(executable);
#endif
  ProgramFiles program_files = named;
  Fill(program_files.model, folder, "model.tflite");
  Fill(program_files.contract, folder, "contract.json");
  Fill(program_files.card, folder, "about.json");
  Fill(program_files.licenses, folder, "licenses.txt");
  Fill(program_files.self_test, folder, "selftest.npz");
  Fill(program_files.page, folder, "page.html.gz");
  Fill(program_files.runtime, folder, RuntimeFileName());
  program_files.without_model = named.model.empty() && !named.contract.empty() && !FileExists(program_files.model);
  return program_files;
}

Result<Contract> ReadContract(const std::string& path) {
  RUNNER_ASSIGN(const std::string text, ReadFile(path, kMostTextBytes));
  Result<Contract> contract = ParseContract(text);
  if (contract.ok()) return contract;
  return contract.failure().WithWhat("The contract " + path + " cannot be used");
}

Result<ModelCard> ReadModelCard(const std::string& path) {
  if (!FileExists(path)) return ModelCard{"", "", "null", {}};
  RUNNER_ASSIGN(const std::string text, ReadFile(path, kMostTextBytes));
  return ParseModelCard(text, path);
}

}  // namespace runner
