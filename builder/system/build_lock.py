"""Inter-process lock around a build: one export builds, the others wait and then use what it has made."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.system.file_locks import NO_LOCKS, hold_lock
from builder.system.process import CancelToken

_POLL_SECONDS = 0.1
_NONE_NEEDED = -1


@contextmanager
def build_lock(
    lock_file: Path, made: Callable[[], bool], token: CancelToken, waiting: Callable[[], None]
) -> Iterator[None]:
    """Waits while another process makes the same: on few cores both would take twice as long.

    Args:
        lock_file: Held by the one who works.
        made: Whether it is there already; then nothing is waited for.
        token: Ends the waiting.
        waiting: Called again and again while waiting.

    Raises:
        CancelledError: The work was cancelled meanwhile.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock = None
    while not made() and (lock := _lock(lock_file)) is None:
        waiting()
        token.wait(_POLL_SECONDS)
        token.check()
    try:
        yield
    finally:
        if lock is not None and lock != _NONE_NEEDED:
            os.close(lock)


def _lock(lock_file: Path) -> int | None:
    try:
        return hold_lock(lock_file)
    except OSError as error:
        if error.errno in NO_LOCKS:  # better twice than never
            return _NONE_NEEDED
        raise
