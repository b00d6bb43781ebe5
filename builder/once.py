"""Work that one process does for all: whoever comes second waits, and then uses what the first has made."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.context import StepContext
from builder.locks import NO_LOCKS, hold_lock

_POLL_SECONDS = 0.1
_NONE_NEEDED = -1


@contextmanager
def alone(context: StepContext, lock_file: Path, made: Callable[[], bool], waiting: str) -> Iterator[None]:
    """Waits while another process makes the same: on few cores both would take twice as long.

    Args:
        context: Of the step; its token ends the waiting.
        lock_file: Held by the one who works.
        made: Whether it is there already; then nothing is waited for.
        waiting: Said while waiting.

    Raises:
        CancelledError: The work was cancelled meanwhile.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock = None
    while not made() and (lock := _lock(lock_file)) is None:
        context.progress(0.1, waiting)
        context.token.wait(_POLL_SECONDS)
        context.token.check()
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
