"""What can be said of the folder that a result goes into, before anything is written."""

import os
from pathlib import Path

from PySide6.QtCore import QStorageInfo

from builder.figures import human_bytes
from builder.words import tr

NEEDED_BYTES = 200_000_000
_COMPARED = {"compare.json", "compare.html"}


def existing_parent(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    return next((each for each in (folder, *folder.parents) if each.exists()), Path("/"))


def folder_problem(folder: Path) -> str:
    """Why nothing can be put into a folder; "" when it can."""
    there = existing_parent(folder)
    if not folder.is_absolute():
        return tr("The folder must be a whole path, from the root on")
    if not there.is_dir():
        return tr("{path} is a file, not a folder", path=there)
    if not os.access(there, os.W_OK | os.X_OK):
        return tr("Nothing may be written to {path}", path=there)
    return ""


def free_space(folder: Path) -> tuple[str, bool]:
    """How much is free, in words, and whether that is enough."""
    storage = QStorageInfo(str(existing_parent(folder)))
    free = int(storage.bytesAvailable())
    if free < 0:
        return "", True
    return tr("{size} free", size=human_bytes(free)), free >= NEEDED_BYTES


def taken(target: Path) -> bool:
    """Whether a result is there already; a folder with nothing but a comparison in it is carried along."""
    if not os.path.lexists(target):
        return False
    if target.is_symlink() or not target.is_dir():
        return True
    try:
        return any(entry.name not in _COMPARED for entry in target.iterdir())
    except OSError:
        return True


def next_free_name(folder: Path, name: str) -> str:
    """The name with the least number behind it that is not taken: "digits-2"."""
    number = 2
    while taken(folder / f"{name}-{number}"):
        number += 1
    return f"{name}-{number}"
