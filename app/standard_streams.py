"""Standard input, output and error: opens those that the caller has closed."""

import os
import sys


def open_missing_streams() -> None:
    """Opens what is missing, so that no file that is opened later takes its place and is written into.

    What is written to an output that was missing fails, and is told like any other that takes no more; what is written
    to such an error is lost.
    """
    # The lowest number that is free is taken: each in its turn becomes its own.
    for number, way in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, way), True)
    if sys.stdout is None and os.name != "nt":
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (it stays open like any stdout)
    # A program without a console has nobody to tell.
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
