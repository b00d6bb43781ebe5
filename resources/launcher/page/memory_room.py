"""Memory that is shared by all requests: who needs some waits until it is there, in the order of asking."""

import threading
import time
from collections import deque
from typing import Self


class Room:
    """A number of bytes that are handed out and given back. Thread-safe.

    Args:
        size: How many there are. Who wants more gets all of them, alone.
        free: What is handed out beside them, without waiting, to those who want no more than this.
    """

    def __init__(self, size: int, free: int) -> None:
        self._size = self._left = size
        self._free = free
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()

    @property
    def waiting(self) -> int:
        """The number of those who wait for their share."""
        return len(self._waiting)

    def share(self, wanted: int, seconds: float) -> "Share":
        """A share of `wanted` bytes.

        Raises:
            TimeoutError: Others have kept it all the time.
        """
        if wanted <= self._free:
            return Share(self, 0)
        wanted = min(wanted, self._size)
        ticket = object()
        until = time.monotonic() + seconds
        with self._changed:
            self._waiting.append(ticket)
            try:
                while self._waiting[0] is not ticket or self._left < wanted:
                    if not self._changed.wait(max(0.0, until - time.monotonic())) and time.monotonic() >= until:
                        raise TimeoutError
            finally:
                self._waiting.remove(ticket)
                self._changed.notify_all()
            self._left -= wanted
        return Share(self, wanted)

    def give_back(self, size: int) -> None:
        """Takes bytes back from a share that ends."""
        with self._changed:
            self._left += size
            self._changed.notify_all()


class Share:
    """Bytes of a room; leaving the context, or `end`, gives them back."""

    def __init__(self, room: Room, size: int) -> None:
        self._room = room
        self._size = size

    def end(self) -> None:
        """Gives the bytes back; once is as good as twice."""
        size, self._size = self._size, 0
        if size:
            self._room.give_back(size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
