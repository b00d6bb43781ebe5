"""Folders and young files that belong to one living process: a lock says so, and what a killed one left is swept.

PARENT/PREFIXxxxxxxxx/lock          held for as long as its process lives
PARENT/.litecrate-write-xxxxxxxx    itself locked while it is written
"""

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from builder.process import NO_LOCKS, hold_lock

_LOCK = "lock"
_TEMPORARY = "litecrate-own-"
_WRITING = ".litecrate-write-"
_TRIES = 100
YOUNG = ".young-"  # beside what a cache holds: what is still being made


class OwnedFolder:
    """A folder that others leave alone for as long as this process lives. Leaving the context removes it.

    Args:
        parent: Exists, or is made.
        prefix: How the folder's name begins; `sweep` looks for the same.

    Attributes:
        path: The folder.

    Raises:
        OSError: The file system refused.
    """

    def __init__(self, parent: Path, prefix: str) -> None:
        parent.mkdir(parents=True, exist_ok=True)
        self.path, self._lock = _claim(parent, prefix)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        if self.path.exists():  # where an open file cannot be removed
            shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


def _claim(parent: Path, prefix: str) -> tuple[Path, int | None]:
    """Makes a folder and takes its lock; between the two a sweeping process may have taken it for a leftover."""
    for _ in range(_TRIES):
        folder = parent / f"{prefix}{secrets.token_hex(4)}"
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
        if _is_still(folder / _LOCK, lock):
            return folder, lock
        os.close(lock)
    raise FileNotFoundError(f"{parent}/{prefix}*")


def put_in_place(made: Path, home: Path) -> None:
    """Renames a finished folder to where it is looked for; one that is there already is as good.

    Raises:
        OSError: It is not there and could not be put there.
    """
    try:
        made.rename(home)
    except OSError:
        if not home.is_dir():
            raise


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
        young = parent / f"{_WRITING}{secrets.token_hex(4)}"
        try:
            lock = hold_lock(young, mode=0o666)
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
            return young, os.open(young, os.O_WRONLY)
        if lock is None:
            continue
        if _is_still(young, lock):
            return young, lock
        os.close(lock)
    raise FileNotFoundError(f"{parent}/{_WRITING}*")


def _sweep_files(parent: Path) -> None:
    for leftover in parent.glob(f"{_WRITING}*"):
        with contextlib.suppress(OSError):
            lock = hold_lock(leftover)
            if lock is not None:
                leftover.unlink(missing_ok=True)
                os.close(lock)


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except OSError:
        return False


def _unmended(leftover: Path) -> None:
    del leftover


def sweep(parent: Path, prefix: str, mend: Callable[[Path], None] = _unmended) -> None:
    """Removes the folders and young files of processes that live no more; what cannot be removed stays.

    Args:
        parent: Where they are.
        prefix: How their names begin.
        mend: Called with each one before it is removed.
    """
    _sweep_files(parent)
    for leftover in sorted(parent.glob(f"{prefix}*")):
        with contextlib.suppress(OSError):
            _sweep_one(leftover, mend)


def temporary_folder(purpose: str) -> OwnedFolder:
    """A folder among the system's temporary ones, after those of killed processes have been swept."""
    parent = Path(tempfile.gettempdir())
    sweep(parent, _TEMPORARY)
    return OwnedFolder(parent, f"{_TEMPORARY}{purpose}-")


def sweep_leftovers(cache: Path) -> None:
    """Removes what killed runs left in the user's cache and among the system's temporary files."""
    sweep(Path(tempfile.gettempdir()), _TEMPORARY)
    for folder in (entry for entry in cache.glob("*") if entry.is_dir()):
        sweep(folder, YOUNG)


def _sweep_one(leftover: Path, mend: Callable[[Path], None]) -> None:
    if leftover.is_symlink() or not leftover.is_dir() or _anothers(leftover):
        return
    lock = hold_lock(leftover / _LOCK)
    if lock is None:
        return
    try:
        mend(leftover)
        shutil.rmtree(leftover, ignore_errors=True)
    finally:
        os.close(lock)


def is_left(folder: Path) -> bool:
    """Whether a folder belongs to a process that lives no more."""
    try:
        lock = hold_lock(folder / _LOCK)
    except OSError:
        return False
    if lock is not None:
        os.close(lock)
    return lock is not None


def _anothers(folder: Path) -> bool:
    """Whether it belongs to another user, as it may in the system's folder for temporary files."""
    return hasattr(os, "geteuid") and folder.lstat().st_uid != os.geteuid()
