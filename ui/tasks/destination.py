"""Check of the output folder: whether it can be written, what is there already, how much space is free."""

import os
from itertools import count
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QStorageInfo

from builder.core.program_names import problem_with
from builder.core.words import tr

LOW_SPACE_BYTES = 200_000_000  # bytes; chosen: below that an export may not fit
_CARRIED = frozenset({"compare.json", "compare.html"})  # an export copies them into its own result


class Destination(NamedTuple):
    """Result of the check of an output folder and a name in it.

    Attributes:
        problem: Why nothing can be written there, a translated sentence without its full stop; "" when it can.
        exists: A result or another file of that name exists.
        free: Free bytes on its file system; None where the system does not say.
    """

    problem: str = ""
    exists: bool = False
    free: int | None = None

    @property
    def is_tight(self) -> bool:
        return self.free is not None and self.free < LOW_SPACE_BYTES


def folder_of(words: str) -> Path | None:
    """Path that was typed: "~" is expanded, a relative one is below the home folder; None for an empty text."""
    typed = words.strip()
    if not typed:
        return None
    try:
        return Path.home() / Path(typed).expanduser()
    except RuntimeError:  # "~name" of an unknown user
        return Path.home() / typed


def fresh_folder(parent: Path) -> Path:
    """Path of an output folder that does not exist yet: "programs-1", "programs-2", ... in a folder of this window."""
    return next(path for path in (parent / f"programs-{n}" for n in count(1)) if not path.exists())


def look_at(folder: Path | None, name: str) -> Destination:
    """Checks a folder, which need not exist yet, and whether an export named `name` would replace something there."""
    if folder is None:
        return Destination(tr("No output folder has been chosen"))
    try:
        there = _nearest(folder)
        if not there.is_dir():
            return Destination(tr("{name} is a file, not a folder", name=there.name))
        if not os.access(there, os.W_OK | os.X_OK):
            return Destination(tr("The folder {path} cannot be written to", path=there))
        exists = problem_with(name) is None and is_taken(folder, name)
    except (OSError, ValueError) as error:  # such as a name that is not valid on this file system
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return Destination(tr("The output folder cannot be used: {reason}", reason=reason))
    storage = QStorageInfo(str(there))
    free = storage.bytesAvailable() if storage.isValid() and storage.isReady() else None
    return Destination(exists=exists, free=free)


def _nearest(folder: Path) -> Path:
    """The folder itself, or the nearest existing one above it."""
    return next(each for each in (folder, *folder.parents) if _is_there(each))


def _is_there(path: Path) -> bool:
    """Whether anything has this path; unlike `exists`, it raises when the system cannot say."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def is_taken(folder: Path, name: str) -> bool:
    """Whether an export would have to replace something; a folder with nothing but a comparison does not count."""
    target = folder / name
    if not os.path.lexists(target):
        return False
    if target.is_symlink() or not target.is_dir():
        return True
    return any(entry.name not in _CARRIED for entry in target.iterdir())
