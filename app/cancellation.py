"""Cancellation of a command: by signals, and by the end of its stdin."""

import signal
import sys
import threading
from types import FrameType

from builder.system.cancellation import CancelToken


def cancel_on_signals() -> CancelToken:
    """A token that SIGINT and SIGTERM cancel."""
    token = CancelToken()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        # Not in the handler itself: the main thread may hold a lock that cancelling needs.
        threading.Thread(target=token.cancel, daemon=True).start()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return token


def cancel_at_end_of_stdin(token: CancelToken) -> None:
    """Cancels when stdin closes: a window that goes away, however it goes, takes its engine with it."""

    def watch() -> None:
        sys.stdin.buffer.read()
        token.cancel()

    threading.Thread(target=watch, daemon=True).start()
