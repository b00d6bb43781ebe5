"""The frozen program's start: the first thing it does is to answer Ctrl+C quietly, even while it still starts."""

import gc
import signal
import sys


def _leave(number: int, _frame: object) -> None:
    # Not os._exit: leaving by an exception removes half-written files and ends the runner.
    raise SystemExit(128 + number)


signal.signal(signal.SIGINT, _leave)
signal.signal(signal.SIGTERM, _leave)


def main(arguments: list[str]) -> int:
    """Runs the program in its frozen folder, or in the one named by `--bundle DIR` when it is not frozen."""
    from resources.launcher.answers.output import prepare_streams

    prepare_streams()
    from resources.launcher.bundle import frozen_folder
    from resources.launcher.errors import WRONG_USE
    from resources.launcher.leftovers import lock_folder

    folder = frozen_folder()
    if folder is not None:
        lock_folder(folder)
    elif arguments[:1] != ["--bundle"] or len(arguments) < 2:
        sys.stderr.write("usage: python -m resources.launcher --bundle DIR [ARGUMENT...]\n")
        return WRONG_USE
    else:
        folder, arguments = arguments[1], arguments[2:]
    from resources.launcher.cli import run

    return run(arguments, folder)


def start() -> None:
    """Runs the program and ends it at once: taking all of Python apart would take as long as an answer."""
    gc.set_threshold(20_000)  # starting makes many objects and little waste
    code = main(sys.argv[1:])
    import os

    from resources.launcher.bundle import frozen_folder
    from resources.launcher.leftovers import sweep

    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # closed or full: what matters was said, or was complained of
            continue
    folder = frozen_folder()
    if folder is not None:
        sweep(folder)
    os._exit(code)


if __name__ == "__main__":
    start()
