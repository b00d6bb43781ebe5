"""The start of the program: answers SIGINT and SIGTERM with exit code 130 before anything else is imported."""

import os
import signal
import sys
import time
from types import FrameType


def _leave(number: int, frame: FrameType | None) -> None:
    del number, frame
    if "--events" in sys.argv or "--events=json" in sys.argv:  # who reads along is told the end, as always
        os.write(
            1,
            f'{{"time":{time.time():.3f},"event":"job_finished","status":"cancelled","exit_code":130,"seconds":0.0,'
            '"folder":null,"paths":[],"report":null,"error":null}\n'.encode(),
        )
    os._exit(130)  # nothing has been begun yet


signal.signal(signal.SIGINT, _leave)
signal.signal(signal.SIGTERM, _leave)

from resources.launcher.answers.streams import open_missing_streams  # noqa: E402 (answering a signal comes first)

open_missing_streams()


def _open_window() -> None:
    """Opens the wizard and ends with it; returns when it cannot be shown, for the command line to say why."""
    from builder.core.errors import LitecrateError

    try:
        from app.gui import open_window

        sys.exit(open_window(None, None, demo=False))
    except (ImportError, LitecrateError):
        return


def main() -> None:
    """The console script `litecrate`."""
    if len(sys.argv) == 1:  # the window is to appear at once: the command line's own imports come only when it fails
        _open_window()
    from app.cli import run

    code = run(sys.argv[1:])
    for number in (signal.SIGINT, signal.SIGTERM):  # it is done: from here on they would only change the exit code
        signal.signal(number, signal.SIG_IGN)
    sys.exit(code)


if __name__ == "__main__":
    main()
