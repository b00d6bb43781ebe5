"""Folders and half-written files owned by a running process: locked while it lives, swept once it is gone.

PARENT/PREFIXxxxxxxxx/lock          held for as long as its process lives
PARENT/.litecrate-write-xxxxxxxx    itself locked while it is written
"""

import contextlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from builder.system.file_locks import NO_LOCKS, hold_lock
from builder.system.user_folders import is_safe_place

_LOCK = "lock"
_TEMPORARY = "litecrate-own-"
_WRITING = ".litecrate-write-"
_TRIES = 100  # chosen: each fails only where another process sweeps at the same moment
YOUNG = ".young-"  # prefix of folders in a cache whose contents are still being made


class LockedFolder:
    """A locked folder that no sweep removes while this process lives. Leaving the context removes it.

    Args:
        parent: Exists, or is made.
        prefix: How the folder's name begins; `sweep` is given the same.

    Attributes:
        path: The folder.

    Raises:
        OSError: The file system refused.
    """

    def __init__(self, parent: Path, prefix: str) -> None:
        parent.mkdir(parents=True, exist_ok=True)
        self.path, self._lock = _claim(parent, prefix)

    def remove(self) -> None:
        """Removes the folder and releases its lock."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.leave()
        if self.path.exists():  # where an open file cannot be removed
            shutil.rmtree(self.path, ignore_errors=True)

    def leave(self) -> None:
        """Releases the lock and leaves the folder to the next sweep."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


def _claim(parent: Path, prefix: str) -> tuple[Path, int | None]:
    """Makes a folder and locks it, again if another process swept it between the two."""
    for _ in range(_TRIES):
        folder = parent / f"{prefix}{os.urandom(4).hex()}"
        folder.mkdir(mode=0o700)
        try:
            lock = hold_lock(folder / _LOCK)
        except FileNotFoundError:
            continue
        except OSError as error:
            if error.errno in NO_LOCKS:  # then nobody sweeps there either
                return folder, None
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if lock is None:
            shutil.rmtree(folder, ignore_errors=True)
            continue
        if _is_same_file(folder / _LOCK, lock):
            return folder, lock
        os.close(lock)
    raise FileNotFoundError(f"{parent}/{prefix}*")


def write_atomically(path: Path, data: bytes) -> None:
    """Writes a file so that it is never seen half-written under its final name.

    Raises:
        OSError: The file system refused; nothing is left beside the old file.
    """
    for _ in range(_TRIES):
        _sweep_files(path.parent)
        beside, lock = _claim_file(path.parent)
        try:
            with os.fdopen(lock, "wb") as file:
                file.write(data)
            beside.replace(path)
            return
        except FileNotFoundError:  # swept by another process, after the lock was gone with the closed file
            continue
        finally:
            beside.unlink(missing_ok=True)
    raise FileNotFoundError(str(path))


def _claim_file(parent: Path) -> tuple[Path, int]:
    for _ in range(_TRIES):
        young = parent / f"{_WRITING}{os.urandom(4).hex()}"
        try:
            lock = hold_lock(young, mode=0o666)
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
            return young, os.open(young, os.O_WRONLY)
        if lock is None:
            continue
        if _is_same_file(young, lock):
            return young, lock
        os.close(lock)
    raise FileNotFoundError(f"{parent}/{_WRITING}*")


def _sweep_files(parent: Path) -> None:
    """Removes half-written files of processes that are gone: ordinary files of this user with the names given here."""
    for leftover in _named_like(parent, _WRITING):
        with contextlib.suppress(OSError):
            if not stat.S_ISREG(leftover.lstat().st_mode) or _is_foreign(leftover):
                continue
            lock = hold_lock(leftover, make=False)
            if lock is not None:
                if _is_same_file(leftover, lock):
                    leftover.unlink(missing_ok=True)
                os.close(lock)


def _named_like(parent: Path, prefix: str) -> list[Path]:
    """Everything in a folder with a name that `_claim` or `_claim_file` gives."""
    name = re.compile(re.escape(prefix) + r"([a-z]+-)?[0-9a-f]{8}")
    return sorted(path for path in parent.glob(f"{prefix}*") if name.fullmatch(path.name))


def _is_same_file(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except OSError:
        return False


def _always_remove(leftover: Path) -> bool:
    del leftover
    return True


def sweep(parent: Path, prefix: str, mend: Callable[[Path], bool] = _always_remove) -> bool:
    """Removes the folders and half-written files of processes that are gone; what cannot be removed stays.

    Args:
        parent: Where they are. Nothing is done where others could put something else in their places meanwhile.
        prefix: How the folders' names begin.
        mend: Called with each folder before its removal; False keeps the folder.

    Returns:
        Whether no folder of a process that is gone had to stay.
    """
    if not is_safe_place(parent):
        return True
    _sweep_files(parent)
    gone = True
    for leftover in _named_like(parent, prefix):
        with contextlib.suppress(OSError):
            gone = _sweep_one(leftover, mend) and gone
    return gone


def temporary_folder(purpose: str, *, parent: Path | None = None, after_sweep: bool = True) -> LockedFolder:
    """Makes a temporary folder, mostly after sweeping those of killed processes beside it.

    Args:
        purpose: Letters for its name.
        parent: Where it is made; the system's temporary folder if None. Only there and in the user's home those of
            killed processes are looked for later.
        after_sweep: Whether those beside it are swept first.

    Raises:
        OSError: The file system refused.
    """
    parent = Path(tempfile.gettempdir()) if parent is None else parent
    if after_sweep:
        sweep(parent, _TEMPORARY)
    return LockedFolder(parent, f"{_TEMPORARY}{purpose}-")


def sweep_temporary() -> bool:
    """Removes the temporary folders of killed processes; whether none of them had to stay."""
    places = [Path(tempfile.gettempdir()), *home_folder()]
    swept = [sweep(place, _TEMPORARY) for place in places]
    return all(swept)


def home_folder() -> list[Path]:
    """The user's home, in a list; an empty one where there is none."""
    try:
        home = Path.home()
    except RuntimeError:
        return []
    return [home] if home.is_absolute() and home.is_dir() else []


def sweep_leftovers(cache: Path) -> None:
    """Removes what killed runs left in the user's cache, in the home and among the system's temporary files."""
    sweep_temporary()
    for folder in (entry for entry in cache.glob("*") if entry.is_dir() and not entry.is_symlink()):
        sweep(folder, YOUNG)


def _sweep_one(leftover: Path, mend: Callable[[Path], bool]) -> bool:
    """Removes a folder unless its process lives; whether it is gone, or not to be removed."""
    if leftover.is_symlink() or not leftover.is_dir() or _is_foreign(leftover):
        return True
    lock = hold_lock(leftover / _LOCK)
    if lock is None:
        return True
    try:
        if not mend(leftover):
            return True
        shutil.rmtree(leftover, ignore_errors=True)
        return not os.path.lexists(leftover)
    finally:
        os.close(lock)


def _is_foreign(folder: Path) -> bool:
    """Whether a path belongs to another user, as it may in the system's folder for temporary files."""
    return hasattr(os, "geteuid") and folder.lstat().st_uid != os.geteuid()
