"""Cleans up an output folder after its engine was killed: `builder.system.crash_cleanup OUTPUT [MADE...]`.

A killed engine cannot clean up itself, so a small process waits for that from the beginning of an export on, and then
executes this program (`RunWhenKilled`). The next start of an engine would do the same; this only does it at once. The
temporary folders of killed processes go with it: a browser's is in the user's home.
"""

import sys
import time
from pathlib import Path

from builder.system.locked_folders import sweep_temporary
from builder.system.publication import sweep_workspaces
from builder.system.workspace import remove_empty

_ATTEMPTS, _PAUSE_SECONDS = 50, 0.1  # chosen: five seconds are more than the children's guards take to end


def main(arguments: list[str]) -> None:
    """Sweeps until nothing is left, since the dead engine's children may need a moment to end.

    Args:
        arguments: The output folder, and the folders that were made for it, the innermost first.
    """
    output, *made = map(Path, arguments)
    for _ in range(_ATTEMPTS):
        if all((sweep_workspaces(output), sweep_temporary())):
            break
        time.sleep(_PAUSE_SECONDS)
    remove_empty(made)


if __name__ == "__main__":
    main(sys.argv[1:])
