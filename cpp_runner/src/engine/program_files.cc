#include "runner/engine/program_files.h"

#include "runner/system/file_system.h"
#include "runner/system/platform.h"

namespace runner {
namespace {

void Fill(std::string& path, const std::string& folder, const char* name) {
  if (path.empty()) path = folder + "/" + name;
}

}  // namespace

bool FileExists(const std::string& path) { return LookAt(path).kind == PathKind::kFile; }

int64_t FileBytes(const std::string& path) { return LookAt(path).bytes; }

Result<ProgramFiles> FindProgramFiles(const ProgramFiles& named) {
  RUNNER_ASSIGN(const std::string executable, ExecutablePath());
  const std::string folder = FolderOf(executable);
  ProgramFiles program_files = named;
  Fill(program_files.model, folder, "model.tflite");
  Fill(program_files.contract, folder, "contract.toml");
  Fill(program_files.card, folder, "about.json");
  Fill(program_files.licenses, folder, "licenses.txt");
  Fill(program_files.self_test, folder, "selftest.npz");
  Fill(program_files.runtime, folder, RuntimeFileName());
  program_files.without_model = named.model.empty() && !named.contract.empty() && !FileExists(program_files.model);
  return program_files;
}

}  // namespace runner
