"""Folders that this one-file program unpacked itself into and that a kill has left behind; Linux only.

PyInstaller unpacks into `_MEI...` in the temporary folder, and removes that at the end. A kill before the program
itself has begun leaves it there. It goes at the end of a later run, where nothing speaks against it (see `_is_ours`).
"""

import os
import stat
import sys
import time
from _collections_abc import Iterator  # what `collections` brings beside it would take longer than all of this

# Behind the name: the number of the process that unpacks, which older bootloaders leave out, and what mkdtemp adds.
_START = "_MEI"
_LENGTHS = (len(_START) + 6, len(_START) + 8 + 6)
# What is being unpacked changes all the time.
_SECONDS_AT_REST = 60.0
_MOST_AT_ONCE = 8
_MOST_ENTRIES = 10_000
_CHUNK = 1 << 20
_HOME = b"_PYI_APPLICATION_HOME_DIR="
_OPEN_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


def lock_folder(folder: str) -> None:
    """Locks a program's own folder against every sweep for as long as the process lives, also as another program."""
    if not sys.platform.startswith("linux") or not _is_unpacked(os.path.basename(folder)):
        return
    import fcntl

    try:
        number = os.open(folder, _OPEN_FOLDER)
        os.set_inheritable(number, True)
        fcntl.flock(number, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        pass  # it is not swept by others either while it is young


def sweep(folder: str) -> None:
    """Removes what earlier runs of the program that was unpacked into `folder` have left beside it.

    Nothing is said of it, and what cannot be told safely stays.
    """
    place, own = os.path.split(folder)
    if not sys.platform.startswith("linux") or not _is_unpacked(own):
        return
    try:
        with os.scandir(place) as entries:
            names = [entry.name for entry in entries if _is_unpacked(entry.name) and entry.name != own]
    except OSError:
        return
    swept = 0
    for name in names:
        try:
            swept += _sweep_one(place, name, folder)
        except (OSError, ValueError, IndexError):  # whatever it meets there, the program is to start
            continue
        if swept == _MOST_AT_ONCE:
            return


def _is_unpacked(name: str) -> bool:
    """Whether a folder is called as the bootloader calls those into which it unpacks."""
    if not name.startswith(_START) or len(name) not in _LENGTHS or not name.isascii() or not name[1:].isalnum():
        return False
    return len(name) == min(_LENGTHS) or all(sign in "0123456789abcdef" for sign in name[len(_START) : -6])


def _sweep_one(place: str, name: str, folder: str) -> bool:
    """Removes one folder where nothing speaks against it; whether it has."""
    import fcntl

    # A link is not followed, from here on everything is reached from the opened folder.
    number = os.open(os.path.join(place, name), _OPEN_FOLDER)
    try:
        # Whoever runs from it holds it, also where its process cannot be seen from here.
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not _is_ours(number, folder) or _is_used(os.path.join(place, name)):
            return False
        _remove_content(number)
        os.rmdir(os.path.join(place, name))
        return True
    finally:
        os.close(number)


def _is_ours(number: int, folder: str) -> bool:
    """Whether a folder holds nothing but the beginning of what this program unpacks, has this user for its owner, lies
    on the same disk, and has not been changed for a while.
    """
    here, own = os.fstat(number), os.stat(folder)
    if here.st_uid != os.geteuid() or here.st_dev != own.st_dev or time.time() - here.st_mtime < _SECONDS_AT_REST:
        return False
    found = 0
    for at, path, status in _content(number, ""):
        found += 1
        mine = os.lstat(os.path.join(folder, path))  # an entry that we do not have raises OSError
        rest = time.time() - status.st_mtime
        if found > _MOST_ENTRIES or rest < _SECONDS_AT_REST or stat.S_IFMT(status.st_mode) != stat.S_IFMT(mine.st_mode):
            return False
        name, same = os.path.basename(path), os.path.join(folder, path)
        if stat.S_ISREG(status.st_mode):
            if status.st_size > mine.st_size or not _begins(at, name, same):
                return False
        elif stat.S_ISLNK(status.st_mode):
            if os.readlink(name, dir_fd=at) != os.readlink(same):
                return False
        elif not stat.S_ISDIR(status.st_mode):
            return False
    # An empty one may be any program's.
    return found > 0


def _content(number: int, path: str) -> Iterator[tuple[int, str, os.stat_result]]:
    """All that lies in an opened folder: the folder that it is in, its path, and what it is; folders before theirs."""
    with os.scandir(number) as entries:
        names = [entry.name for entry in entries]
    for name in names:
        status = os.stat(name, dir_fd=number, follow_symlinks=False)
        inner = os.path.join(path, name)
        yield number, inner, status
        if stat.S_ISDIR(status.st_mode):
            below = os.open(name, _OPEN_FOLDER, dir_fd=number)
            try:
                yield from _content(below, inner)
            finally:
                os.close(below)


def _begins(at: int, name: str, same: str) -> bool:
    """Whether a file is the beginning of our own one."""
    number = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
    with open(number, "rb") as theirs, open(same, "rb") as ours:
        while part := theirs.read(_CHUNK):
            if part != ours.read(len(part)):
                return False
    return True


def _remove_content(number: int) -> None:
    with os.scandir(number) as entries:
        names = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    for name, is_folder in names:
        if not is_folder:
            os.unlink(name, dir_fd=number)
            continue
        below = os.open(name, _OPEN_FOLDER, dir_fd=number)
        try:
            _remove_content(below)
        finally:
            os.close(below)
        os.rmdir(name, dir_fd=number)


def _is_used(folder: str) -> bool:
    """Whether a living process of this user runs from a folder, has a file in it open, or may be unpacking into it."""
    wanted = os.fsencode(folder)
    program = os.stat(sys.executable)
    parents, unpacking = {str(os.getppid())}, set()
    for number in filter(str.isdigit, os.listdir("/proc")):
        if number == str(os.getpid()):  # it looks into the folder at this moment
            continue
        facts = _facts(number, program)
        if facts is None:
            continue
        text, parent, same_program = facts
        if wanted in text:
            return True
        if _HOME in text:
            parents.add(parent)
        elif same_program:
            unpacking.add(number)
    return bool(unpacking - parents)


def _facts(number: str, program: os.stat_result) -> tuple[bytes, str, bool] | None:
    """Of a process of this user: its environment and the paths that it uses, its parent, and whether it runs this
    program's file; None for others and for those that have ended.
    """
    home = f"/proc/{number}"
    try:
        if os.stat(home).st_uid != os.geteuid():
            return None
        with open(f"{home}/stat", "rb") as file:
            facts = file.read().rpartition(b")")[2].split()
        if facts[0] in b"ZX":
            return None
        texts = []
        for name in ("environ", "maps"):
            with open(f"{home}/{name}", "rb") as file:
                texts.append(file.read())
        links = [f"{home}/exe", f"{home}/cwd", *(f"{home}/fd/{entry}" for entry in os.listdir(f"{home}/fd"))]
        same = os.path.samestat(os.stat(f"{home}/exe"), program)
    except OSError:
        return None
    for link in links:
        try:
            texts.append(os.fsencode(os.readlink(link)))
        except OSError:
            continue
    return b"\0".join(texts), facts[1].decode(), same
