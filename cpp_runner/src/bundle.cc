#include "runner/bundle.h"

#include <filesystem>
#include <system_error>

#include "runner/system.h"

namespace runner {
namespace {

namespace fs = std::filesystem;

void Fill(std::string& path, const std::string& folder, const char* name) {
  if (path.empty()) path = folder + "/" + name;
}

}  // namespace

bool FileExists(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(fs::u8path(path), error);
}

int64_t FileBytes(const std::string& path) {
  std::error_code error;
  const auto bytes = fs::file_size(fs::u8path(path), error);
  return error ? 0 : static_cast<int64_t>(bytes);
}

Result<Bundle> FindBundle(const Bundle& named) {
  RUNNER_ASSIGN(const std::string executable, ExecutablePath());
  const std::string folder = FolderOf(executable);
  Bundle bundle = named;
  Fill(bundle.model, folder, "model.tflite");
  Fill(bundle.contract, folder, "contract.toml");
  Fill(bundle.about, folder, "about.json");
  Fill(bundle.licenses, folder, "licenses.txt");
  Fill(bundle.runtime, folder, RuntimeFileName());
  bundle.without_model = named.model.empty() && !named.contract.empty() && !FileExists(bundle.model);
  return bundle;
}

}  // namespace runner
