"""Where the program's own files are."""

import os
import sys


def frozen_folder() -> str | None:
    """The folder into which PyInstaller's bootloader put the files; None when the program is not frozen."""
    folder = getattr(sys, "_MEIPASS", None)
    return folder if isinstance(folder, str) else None


def runner_path(folder: str) -> str:
    """The runner in a bundle's folder; model, contract and runtime lie beside it."""
    return os.path.join(folder, "runner.exe" if os.name == "nt" else "runner")


def program_name() -> str:
    """How the user called this program, without folders."""
    called = sys.executable if frozen_folder() else sys.argv[0]
    name = os.path.basename(called)
    return "program" if name in ("", "-c", "__main__.py") else name
