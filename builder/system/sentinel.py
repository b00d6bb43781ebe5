"""Waits for the process that started it, and becomes another program when that one went away without a word.

Started by `process.py` as a plain script: `python -I -S sentinel.py WATCH_FD ARGV...`. Its parent holds the other
end of the pipe WATCH_FD, and writes to it when everything is in order.
"""

import os
import signal
import sys


def main(arguments: list[str]) -> int:
    """0 when all is in order; otherwise it turns into ARGV."""
    watched, argv = int(arguments[0]), arguments[1:]
    os.set_inheritable(watched, False)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # whoever ends the engine with its group is whom this waits for
    if os.read(watched, 1):
        return 0
    os.execv(argv[0], argv)  # noqa: S606 - an argv list, from builder/system/process.py


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
