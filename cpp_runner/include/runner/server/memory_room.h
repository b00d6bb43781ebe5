// MemoryRoom: bytes of memory that all requests share; who needs more than are left waits, in the order of asking.
// Thread rule: one thread.
#ifndef RUNNER_SERVER_MEMORY_ROOM_H_
#define RUNNER_SERVER_MEMORY_ROOM_H_

#include <cstdint>
#include <deque>
#include <map>

namespace runner {

class MemoryRoom {
 public:
  using Owner = uint64_t;  // a number of the caller's choice, one for each request

  // `size` bytes are handed out; who wants more gets all of them, alone. Who wants at most `free` bytes does not wait for
  // them, and they are not counted.
  MemoryRoom(uint64_t size, uint64_t free) : size_(size), left_(size), free_(free) {}

  // True when the owner has its bytes, now or already; else it stands in line, and is to ask again.
  bool Ask(Owner owner, uint64_t bytes);

  // Gives back what the owner has, or its place in the line; nothing happens where it has neither.
  void GiveBack(Owner owner);

  uint64_t left() const { return left_; }

 private:
  uint64_t size_;
  uint64_t left_;
  uint64_t free_;
  std::deque<Owner> line_;
  std::map<Owner, uint64_t> shares_;
};

}  // namespace runner

#endif  // RUNNER_SERVER_MEMORY_ROOM_H_
