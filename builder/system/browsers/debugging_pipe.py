"""Executes a program with its stdin as descriptor 3 and its stdout as descriptor 4: Chromium's debugging pipe.

Started as a plain script: `python -I -S debugging_pipe.py ARGV...`. What the program prints goes to its stderr.
"""

import os
import sys


def main(argv: list[str]) -> None:
    """Becomes the program."""
    os.dup2(0, 3)
    os.dup2(1, 4)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    try:
        os.execv(argv[0], argv)  # noqa: S606 - an argv list, from builder/system/browsers
    except OSError as error:
        os.write(2, f"{argv[0]}: {error.strerror}\n".encode(errors="backslashreplace"))
        os._exit(127)


if __name__ == "__main__":
    main(sys.argv[1:])
