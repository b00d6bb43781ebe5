"""One thread that does one piece of work after another, for others that wait for it."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

_T = TypeVar("_T")


class Turns:
    """Work that must not go on side by side. Thread-safe.

    A thread of its own does all of it: the C library keeps for each thread a part of what that has given back, and many
    threads would together keep a multiple of what decoding takes.
    """

    def __init__(self) -> None:
        self._waiting: SimpleQueue[_Work] = SimpleQueue()
        threading.Thread(target=self._go_on, daemon=True).start()

    def take(self, work: Callable[[], _T]) -> _T:
        """Waits for its turn, has the work done, and gives its value or raises what it raised."""
        asked = _Work(work)
        self._waiting.put(asked)
        asked.done.wait()
        failure, asked.failure = asked.failure, None
        if failure is None:
            return asked.value  # type: ignore[no-any-return]
        try:
            raise failure
        finally:
            # A failure that is reached from where it was raised would keep all that was worked on.
            del failure

    def _go_on(self) -> None:
        while True:
            # Nothing of it is kept here while the next is waited for.
            self._waiting.get().do()


class _Work:
    def __init__(self, work: Callable[[], Any]) -> None:
        self.done = threading.Event()
        self.failure: BaseException | None = None
        self.value: Any = None
        self._work: Callable[[], Any] | None = work

    def do(self) -> None:
        assert self._work is not None
        try:
            self.value = self._work()
        except BaseException as error:
            self.failure = error
        self._work = None
        self.done.set()
