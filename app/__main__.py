"""The start of the program: answers SIGINT and SIGTERM with exit code 130 before anything else is imported."""

import os
import signal
import sys
from types import FrameType


def _leave(number: int, frame: FrameType | None) -> None:
    del number, frame
    os._exit(130)  # nothing has been begun yet


signal.signal(signal.SIGINT, _leave)
signal.signal(signal.SIGTERM, _leave)


def main() -> None:
    """The console script `litecrate`."""
    from app.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
