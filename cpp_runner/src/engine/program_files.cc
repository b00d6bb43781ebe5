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

Result<Bundle> FindBundle(const Bundle& named) {
  RUNNER_ASSIGN(const std::string executable, ExecutablePath());
  const std::string folder = FolderOf(executable);
  Bundle bundle = named;
  Fill(bundle.model, folder, "model.tflite");
  Fill(bundle.contract, folder, "contract.toml");
  Fill(bundle.about, folder, "about.json");
  Fill(bundle.licenses, folder, "licenses.txt");
  Fill(bundle.self_test, folder, "selftest.npz");
  Fill(bundle.runtime, folder, RuntimeFileName());
  bundle.without_model = named.model.empty() && !named.contract.empty() && !FileExists(bundle.model);
  return bundle;
}

}  // namespace runner
