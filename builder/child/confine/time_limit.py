"""Limit of processor time for loading a model, in proportion to its size.

A description of a few hundred bytes can keep tf_keras busy for ever, for example by a connection to a node that is
never created. Building runs in Python, so a signal handler can interrupt it.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr

_SECONDS, _SECONDS_PER_MEGABYTE = 60.0, 1.0  # chosen: ten times what the largest models take on slow machines
_AGAIN_SECONDS = 1.0  # until the signal is repeated, in case a library swallowed the first exception


def seconds_for(size: int) -> float:
    """Seconds of processor time that loading a model of `size` bytes may take."""
    return _SECONDS + _SECONDS_PER_MEGABYTE * size / 1e6


@contextmanager
def limited_time(seconds: float, name: str) -> Iterator[None]:
    """Limits the processor time of the block; in the main thread only, without effect outside of POSIX.

    Args:
        seconds: Processor time of all threads together.
        name: The model's name, for the error.

    Raises:
        LitecrateError: Exit code 3: it took longer.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise LitecrateError(
            tr("Opening {name} takes too long", name=name),
            why=tr("It took {n} seconds. No model of this size needs that long.", n=round(seconds)),
            remedy=tr("Get the file from its author again, or save it as a SavedModel where it was made."),
            code=ExitCode.UNSUPPORTED_MODEL,
        )

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
