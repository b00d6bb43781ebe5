"""Entry point of `litecrate`: handles SIGINT and SIGTERM (exit code 130) first, then imports what it starts."""

import gc
import os
import signal
import sys
import time
from types import FrameType


def _exit_cancelled(number: int, frame: FrameType | None) -> None:
    del number, frame
    if "--events" in sys.argv or "--events=json" in sys.argv:  # readers of events get the last one here too
        os.write(
            1,
            f'{{"time":{time.time():.3f},"event":"job_finished","status":"cancelled","exit_code":130,"seconds":0.0,'
            '"folder":null,"paths":[],"report":null,"error":null}\n'.encode(),
        )
    os._exit(130)  # no job has begun, so there is nothing to clean up


signal.signal(signal.SIGINT, _exit_cancelled)
signal.signal(signal.SIGTERM, _exit_cancelled)

from app.standard_streams import open_missing_streams  # noqa: E402 (answering a signal comes first)

open_missing_streams()


def _asks_for_window(arguments: list[str]) -> bool:
    """Whether the window is wanted with one file or none, as menu entries do: anything else is the command line's."""
    return not arguments or (arguments[0] == "gui" and len(arguments) <= 2 and not arguments[-1].startswith("-"))


def _open_window(source: str | None) -> None:
    """Runs the window and exits with its code; returns only if it cannot be opened, and the command line says why."""
    from pathlib import Path

    from builder.core.errors import LitecrateError

    gc.disable()  # passes over what stays anyway take a tenth of the start; the window enables it again
    try:
        from app.qt_features import start_qt_quickly

        start_qt_quickly()
        from app.gui import open_window

        sys.exit(open_window(Path(source) if source else None, None, demo=False))
    except (ImportError, LitecrateError):
        gc.enable()


def main() -> None:
    """The console script `litecrate`."""
    if _asks_for_window(sys.argv[1:]):  # it appears sooner without the command line's imports
        _open_window(sys.argv[2] if len(sys.argv) > 2 else None)
    from app.cli import run

    code = run(sys.argv[1:])
    for number in (signal.SIGINT, signal.SIGTERM):  # all is done, and a signal would only change the exit code
        signal.signal(number, signal.SIG_IGN)
    sys.exit(code)


if __name__ == "__main__":
    main()
