#include "runner/server/memory_room.h"

#include <algorithm>

namespace runner {

bool MemoryRoom::Ask(Owner owner, uint64_t bytes) {
  if (shares_.count(owner) > 0) return true;
  const uint64_t wanted = bytes <= free_ ? 0 : std::min(bytes, size_);
  if (wanted > 0) {
    if (std::find(line_.begin(), line_.end(), owner) == line_.end()) line_.push_back(owner);
    if (line_.front() != owner || left_ < wanted) return false;
    line_.pop_front();
  }
  left_ -= wanted;
  shares_.emplace(owner, wanted);
  return true;
}

void MemoryRoom::GiveBack(Owner owner) {
  line_.erase(std::remove(line_.begin(), line_.end(), owner), line_.end());
  const auto share = shares_.find(owner);
  if (share == shares_.end()) return;
  left_ += share->second;
  shares_.erase(share);
}

}  // namespace runner
