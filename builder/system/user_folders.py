"""The user's own folders for cache, logs, state, data and settings, which nobody else may write to.

What is read there decides what is packed and run, and what is finished in an output folder. So a link in the place of
such a folder, another owner, or a right of others to write there or on the way there is refused.
"""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import platformdirs

from builder.core.errors import LitecrateError
from builder.core.words import tr

Kind = Literal["cache", "state", "log", "data", "config"]
_FOLDERS = {
    "cache": platformdirs.user_cache_path,
    "state": platformdirs.user_state_path,
    "log": platformdirs.user_log_path,
    "data": platformdirs.user_data_path,
    "config": platformdirs.user_config_path,
}
_VARIABLES: dict[Kind, str] = {
    "cache": "XDG_CACHE_HOME",
    "state": "XDG_STATE_HOME",
    "log": "XDG_STATE_HOME",
    "data": "XDG_DATA_HOME",
    "config": "XDG_CONFIG_HOME",
}
_MOST_LINKS = 40  # in one path; Linux's own limit
_POSIX = hasattr(os, "geteuid")


def user_folder(kind: Kind) -> Path:
    """Path of the user's folder for Litecrate's files of a kind; it need not exist, and is not checked."""
    return _FOLDERS[kind]("litecrate", appauthor=False)


def private_folder(path: Path, kind: Kind) -> Path:
    """Makes a folder that only its user may write to, or checks that an existing one is so.

    Rights to read are taken from others, and so is the right of a group that has no other member to write.

    Args:
        path: One of the user's folders, or one inside it; then both are checked.
        kind: Which of the user's folders.

    Raises:
        LitecrateError: It cannot be relied on.
        OSError: It cannot be made.
    """
    if user_folder(kind) in path.parents:
        private_folder(user_folder(kind), kind)
    check_private(path, kind)
    _make(path)
    check_private(path, kind)
    if _POSIX and stat.S_IMODE(path.stat().st_mode) & 0o077:
        with contextlib.suppress(OSError):  # some disks know no rights, and others cannot write there anyway
            path.chmod(0o700)
    return path


def _make(path: Path) -> None:
    """Makes a folder and those above it for the user alone, whatever the user's umask."""
    for folder in reversed([path, *path.parents]):
        if not os.path.lexists(folder):
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=0o700)


def check_private(path: Path, kind: Kind) -> None:
    """Refuses a folder that others may have put things into; a folder that does not exist passes.

    Raises:
        LitecrateError: It cannot be relied on.
        OSError: The file system does not say.
    """
    top = user_folder(kind)
    why = (_fault_of(top) if top in path.parents else "") or _fault_of(path)
    if why:
        raise LitecrateError(
            tr("The folder {folder} cannot be used safely", folder=path),
            why=why,
            remedy=tr(
                "Move it away if it is not yours, or set {variable} to a folder that only you can write to.",
                variable=_VARIABLES[kind],
            ),
        )


def is_private(path: Path, kind: Kind, *, make: bool = False) -> bool:
    """Whether a folder exists and passes `check_private`.

    Args:
        path: See `private_folder`.
        kind: See `private_folder`.
        make: Make it where it is missing.
    """
    try:
        if make:
            private_folder(path, kind)
        else:
            check_private(path, kind)
    except (OSError, LitecrateError):
        return False
    return path.is_dir()


def is_safe_place(path: Path) -> bool:
    """Whether others cannot rename or replace this user's files in a folder, as in /tmp; links are followed."""
    try:
        return not any(_fault_at(place, found, last=False) for place, found, _ in _walk(path.absolute()))
    except OSError:
        return False


def holds_own(folder: Path, *names: str) -> bool:
    """Whether a private folder holds an ordinary file, with no link on the way to it and none of another owner.

    Args:
        folder: A folder that was checked.
        names: The names of folders, each inside the one before, and of the file.
    """
    *folders, file = names
    if not {"", ".", ".."}.isdisjoint(names):
        return False
    try:
        for name in folders:
            folder /= name
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or not _is_mine(found):
                return False
        found = (folder / file).lstat()
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(found.st_mode) and _is_mine(found)


def _fault_of(path: Path) -> str:
    """Says why a folder cannot be relied on; "" where it can be, or is not there."""
    if not path.is_absolute():
        return tr("It is not a complete path, so it would be another folder each time.")
    for place, found, last in _walk(path):
        fault = _fault_at(place, found, last=last)
        if fault:
            return fault
    return ""


def _fault_at(place: Path, found: os.stat_result, *, last: bool) -> str:
    if last and stat.S_ISLNK(found.st_mode):
        return tr("{place} is a link. The person who made it decides what is in it.", place=place)
    if not stat.S_ISDIR(found.st_mode) and not stat.S_ISLNK(found.st_mode):
        return tr("{place} is not a folder.", place=place) if last else ""  # on the way, the system reports it
    if not (_is_mine(found) if last else _is_trusted(found)):
        return tr("{place} belongs to another user, who can put files there.", place=place)
    if stat.S_ISDIR(found.st_mode) and _others_write(found, last=last):
        return tr("Other users can write files to {place}.", place=place)
    return ""


def _walk(path: Path) -> Iterator[tuple[Path, os.stat_result, bool]]:
    """Walks along a path: yields every folder and link on it, with its status and whether it is the path's end.

    It ends where nothing exists.
    """
    at, rest, links = Path(path.anchor), list(reversed(path.parts)), 0
    while rest:
        part = rest.pop()
        if part == "..":
            at = at.parent
            continue
        step = at / part
        try:
            found = step.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return
        yield step, found, not rest
        if not stat.S_ISLNK(found.st_mode):
            at = step
            continue
        links += 1
        if links > _MOST_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        rest += reversed(step.readlink().parts)


def _is_mine(found: os.stat_result) -> bool:
    return not _POSIX or found.st_uid == os.geteuid()


def _is_trusted(found: os.stat_result) -> bool:
    """Whether the owner is this user or the system; the owner of / can do everything anyway."""
    return not _POSIX or found.st_uid in {0, os.geteuid(), Path("/").stat().st_uid}


def _others_write(found: os.stat_result, *, last: bool) -> bool:
    """Whether others may add or replace files in a folder."""
    if not _POSIX or (found.st_mode & stat.S_ISVTX and not last):  # sticky bit, as of /tmp: only owners rename
        return False
    group = bool(found.st_mode & stat.S_IWGRP) and not _is_own_group(found.st_gid)
    return group or bool(found.st_mode & stat.S_IWOTH)


@cache
def _is_own_group(number: int) -> bool:
    """Whether a group is the private one of this user, which has no other member."""
    import grp
    import pwd

    try:
        user, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(number)
    except KeyError:
        return False
    return number == user.pw_gid and group.gr_name == user.pw_name and set(group.gr_mem) <= {user.pw_name}
