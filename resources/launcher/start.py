"""Start of a frozen program: finds the runner that was packed with it, and becomes it.

Every import takes longer than all that is done here, so there are next to none: the module `signal` brings `enum`, for
example, and what it calls is in `_signal`.
"""

import _signal
import os
import sys


def start(folder: str) -> None:
    """Replaces this process by the runner, with its own arguments, streams and working folder; does not return.

    Args:
        folder: Where PyInstaller's bootloader put the program's files; the runner finds them beside itself.
    """
    # Python answers Ctrl+C itself, unless whoever started it ignores that, and ignores a reader that has left.
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    if hasattr(_signal, "SIGPIPE"):
        _signal.signal(_signal.SIGPIPE, _signal.SIG_DFL)
    runner = os.path.join(folder, "runner.exe" if os.name == "nt" else "runner")
    try:
        if os.name == "nt":
            import subprocess

            _signal.signal(_signal.SIGINT, _signal.SIG_IGN)  # Ctrl+C is the runner's to answer
            os._exit(subprocess.call([runner, *sys.argv[1:]]))
        if os.path.basename(folder).startswith("_MEI"):
            from resources.launcher.leftovers import lock_folder, sweep

            lock_folder(folder)
            sweep(folder)
        os.execv(runner, [os.path.basename(sys.argv[0]), *sys.argv[1:]])  # noqa: S606 (arguments, no shell)
    except OSError as error:
        said = (
            "error: The program cannot be started\n"
            f"why: The system says: {error.strerror or error}.\n"
            "do: Unpack or copy the program again, to a place that allows programs to run.\n"
        )
        os.write(2, said.encode("ascii", "backslashreplace"))
        os._exit(3)
