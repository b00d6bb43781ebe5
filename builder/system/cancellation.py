"""Cancellation of work and of the programs that run for it."""

import threading
from typing import Protocol

from builder.core.errors import CancelledError


class Endable(Protocol):
    """Something that a token ends, such as a running program."""

    def end(self) -> None:
        """Has it end, and returns at once; does nothing when it has ended."""


class CancelToken:
    """Cancellation of some work: tells it to stop, and ends the programs that run for it.

    `cancel()` may be called from any thread or signal handler, and more than once. A token made with a parent is
    cancelled with it, and can be cancelled alone.
    """

    def __init__(self, parent: "CancelToken | None" = None) -> None:
        self._event = threading.Event()
        self._running: set[Endable] = set()
        self._children: list[CancelToken] = []
        if parent is not None:
            parent._children.append(self)
            if parent.cancelled:
                self.cancel()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def cancel(self) -> None:
        """Cancels the work, the tokens made with this one as parent, and ends the programs."""
        self._event.set()
        for child in tuple(self._children):
            child.cancel()
        for running in tuple(self._running):
            running.end()

    def wait(self, seconds: float) -> None:
        """Waits, at most until the work is cancelled."""
        self._event.wait(seconds)

    def check(self) -> None:
        """Raises CancelledError once the work has been cancelled."""
        if self.cancelled:
            raise CancelledError()

    def add(self, running: Endable) -> None:
        """Has a program ended when the work is cancelled."""
        self._running.add(running)
        if self.cancelled:  # it was cancelled while the program started
            running.end()

    def discard(self, running: Endable) -> None:
        """Forgets a program that has ended."""
        self._running.discard(running)
