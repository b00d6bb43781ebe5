"""Start of a frozen program: finds the runner that was packed with it, and becomes it."""

import os
import signal
import sys


def start(folder: str) -> None:
    """Replaces this process by the runner, with its own arguments, streams and working folder; does not return.

    Args:
        folder: Where PyInstaller's bootloader put the program's files; the runner finds them beside itself.
    """
    # Python answers Ctrl+C itself, unless whoever started it ignores that, and ignores a reader that has left.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    runner = os.path.join(folder, "runner.exe" if os.name == "nt" else "runner")
    try:
        if os.name == "nt":
            import subprocess

            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the runner's to answer
            os._exit(subprocess.call([runner, *sys.argv[1:]]))
        from resources.launcher.leftovers import lock_folder, sweep

        lock_folder(folder)
        sweep(folder)
        os.execv(runner, [os.path.basename(sys.executable), *sys.argv[1:]])  # noqa: S606 (arguments, no shell)
    except OSError as error:
        said = (
            "error: The program cannot be started\n"
            f"why: The system says: {error.strerror or error}.\n"
            "do: Unpack or copy the program again, to a place that allows programs to run.\n"
        )
        os.write(2, said.encode("ascii", "backslashreplace"))
        os._exit(3)
