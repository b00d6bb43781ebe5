"""Waits for its parent process to end, and executes another program if the parent was killed.

Started by `process.py` as a plain script: `python -I -S sentinel.py WATCH_FD ARGV...`. The parent holds the other end
of the pipe WATCH_FD, and writes to it when it ends in order; a closed pipe without that means that it was killed.
"""

import os
import signal
import sys


def main(arguments: list[str]) -> int:
    """Waits; returns 0 if the parent ended in order, else replaces this process by ARGV."""
    watched, argv = int(arguments[0]), arguments[1:]
    os.set_inheritable(watched, False)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a signal to the engine's whole group must not end this too
    if os.read(watched, 1):
        return 0
    os.execv(argv[0], argv)  # noqa: S606 - an argv list, from builder/system/process.py


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
