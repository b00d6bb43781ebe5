#include "runner/server/memory_room.h"

#include "check.h"

using runner::MemoryRoom;

TEST(room_is_given_in_the_order_of_asking) {
  MemoryRoom room(100, 10);
  CHECK(room.Ask(1, 60));
  CHECK(!room.Ask(2, 500));
  // It would fit, and stands behind the one that asked before.
  CHECK(!room.Ask(3, 20));
  CHECK(room.Ask(1, 60));
  room.GiveBack(1);
  CHECK(!room.Ask(3, 20));
  CHECK(room.Ask(2, 500));
  CHECK_EQ(room.left(), uint64_t{0});
  room.GiveBack(2);
  CHECK(room.Ask(3, 20));
  CHECK_EQ(room.left(), uint64_t{80});
}

TEST(small_wants_do_not_wait_and_are_not_counted) {
  MemoryRoom room(100, 10);
  CHECK(room.Ask(1, 100));
  CHECK(!room.Ask(2, 11));
  CHECK(room.Ask(3, 10));
  room.GiveBack(3);
  CHECK_EQ(room.left(), uint64_t{0});
}

TEST(who_leaves_the_line_lets_the_next_one_in) {
  MemoryRoom room(100, 10);
  CHECK(room.Ask(1, 60));
  CHECK(!room.Ask(2, 100));
  CHECK(!room.Ask(3, 30));
  room.GiveBack(2);
  room.GiveBack(2);
  CHECK(room.Ask(3, 30));
  CHECK_EQ(room.left(), uint64_t{10});
}
