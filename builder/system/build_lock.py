"""Inter-process lock around a build: one export builds, the others wait and then use what it has made."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.system.cancellation import CancelToken
from builder.system.file_locks import NO_LOCKS, hold_lock

_POLL_SECONDS = 0.1  # chosen
_NO_LOCK = -1  # stands for a lock where the file system has none


@contextmanager
def build_lock(
    lock_file: Path, made: Callable[[], bool], token: CancelToken, waiting: Callable[[], None]
) -> Iterator[None]:
    """Takes the lock of a build, or waits while another process builds: on few cores both would take twice as long.

    Args:
        lock_file: Locked by the process that builds.
        made: Whether the result is there already; then there is no waiting.
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
        if lock is not None and lock != _NO_LOCK:
            os.close(lock)


def _lock(lock_file: Path) -> int | None:
    try:
        return hold_lock(lock_file)
    except OSError as error:
        if error.errno in NO_LOCKS:  # building twice is better than not at all
            return _NO_LOCK
        raise
