// Private folders: places of the user's in which nobody else can put or change a file.
// Thread rule: functions without state.
#ifndef RUNNER_SRC_ENGINE_PRIVATE_FOLDER_H_
#define RUNNER_SRC_ENGINE_PRIVATE_FOLDER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace runner {

// Paths for private folders, the best first: in the user's cache folder, then in those for temporary files.
std::vector<std::string> PrivatePlaces();

// Makes the folder where it is missing, with the one above it; "" when it is private, else why it is not, in words.
std::string MakePrivateFolder(const std::string& path);
// The same for a folder in one that is private.
bool MakeInnerFolder(const std::string& path);

// Keeps others from changing a file for as long as it lives, where the system can do that (Windows).
class HeldFile {
 public:
  // Opens what is at the path itself, never what a link leads to.
  explicit HeldFile(const std::string& path);
  HeldFile(HeldFile&& other) noexcept;
  HeldFile& operator=(HeldFile&&) = delete;
  ~HeldFile();

  // Whether it is an ordinary file of this user's and holds exactly these bytes.
  bool Holds(std::string_view bytes) const;

 private:
  int64_t handle_ = -1;
};

// Days since a folder was used last, by its time of change; -1 where it is no folder of this user's.
int64_t DaysUnused(const std::string& folder);
// Notes that it is used now.
void MarkUsed(const std::string& folder);
// Removes a folder and the files in it, as far as that goes.
void RemoveFolder(const std::string& folder);

}  // namespace runner

#endif  // RUNNER_SRC_ENGINE_PRIVATE_FOLDER_H_
