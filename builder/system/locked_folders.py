"""Folders and young files that belong to one living process: a lock says so, and what a killed one left is swept.

PARENT/PREFIXxxxxxxxx/lock          held for as long as its process lives
PARENT/.litecrate-write-xxxxxxxx    itself locked while it is written
"""

import contextlib
import os
import re
import secrets
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
        self.leave()
        if self.path.exists():  # where an open file cannot be removed
            shutil.rmtree(self.path, ignore_errors=True)

    def leave(self) -> None:
        """Lets the next process that sweeps have it."""
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
    """Removes half-written files. Only ordinary ones of this user that are named like ours, whoever put them there."""
    for leftover in _named_like(parent, _WRITING):
        with contextlib.suppress(OSError):
            if not stat.S_ISREG(leftover.lstat().st_mode) or _anothers(leftover):
                continue
            lock = hold_lock(leftover, make=False)
            if lock is not None:
                if _is_still(leftover, lock):
                    leftover.unlink(missing_ok=True)
                os.close(lock)


def _named_like(parent: Path, prefix: str) -> list[Path]:
    """Everything in a folder with a name that `_claim` or `_claim_file` gives."""
    name = re.compile(re.escape(prefix) + r"([a-z]+-)?[0-9a-f]{8}")
    return sorted(path for path in parent.glob(f"{prefix}*") if name.fullmatch(path.name))


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except OSError:
        return False


def _mended(leftover: Path) -> bool:
    del leftover
    return True


def sweep(parent: Path, prefix: str, mend: Callable[[Path], bool] = _mended) -> None:
    """Removes the folders and young files of processes that live no more; what cannot be removed stays.

    Args:
        parent: Where they are. Nothing is done where others can put something else in their places meanwhile.
        prefix: How their names begin.
        mend: Called with each one before it is removed, which it answers whether to do.
    """
    if not is_safe_place(parent):
        return
    _sweep_files(parent)
    for leftover in _named_like(parent, prefix):
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
    for folder in (entry for entry in cache.glob("*") if entry.is_dir() and not entry.is_symlink()):
        sweep(folder, YOUNG)


def _sweep_one(leftover: Path, mend: Callable[[Path], bool]) -> None:
    if leftover.is_symlink() or not leftover.is_dir() or _anothers(leftover):
        return
    lock = hold_lock(leftover / _LOCK)
    if lock is None:
        return
    try:
        if mend(leftover):
            shutil.rmtree(leftover, ignore_errors=True)
    finally:
        os.close(lock)


def _anothers(folder: Path) -> bool:
    """Whether it belongs to another user, as it may in the system's folder for temporary files."""
    return hasattr(os, "geteuid") and folder.lstat().st_uid != os.geteuid()
