"""`builder.system.crash_cleanup OUTPUT [MADE...]`: puts an output folder in order after its engine has been killed.

A killed engine can do nothing any more, so a bare process waits for that from the beginning of an export on, and
turns into this one (`RunWhenKilled`). What it does, the next start would do too: it only does it at once.
"""

import sys
import time
from pathlib import Path

from builder.system.publication import sweep_workspaces
from builder.system.workspace import remove_empty

_ATTEMPTS, _PAUSE_SECONDS = 50, 0.1  # chosen: five seconds are more than the children's guards take to end


def main(arguments: list[str]) -> None:
    """Sweeps until nothing is left: the dead engine's children may need a moment to end."""
    output, *made = map(Path, arguments)
    for _ in range(_ATTEMPTS):
        if sweep_workspaces(output):
            break
        time.sleep(_PAUSE_SECONDS)
    remove_empty(made)


if __name__ == "__main__":
    main(sys.argv[1:])
