"""A folder of the user's cache with what was made once for each stamp: the facts that decide what it holds.

    CACHE/NAME/KEY/stamp.json    the facts; KEY is their digest
    CACHE/NAME/KEY/note.json     what its maker noted, where it did
    CACHE/NAME/KEY/...           the files
    CACHE/locks/NAME-KEY         held by the one who makes it

Entries appear by one rename. What is in them decides what is packed and run, so a folder that others can write to is
refused, and so are links and files of another owner.
"""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.core.ordinary_files import bytes_in, text_in
from builder.system.build_lock import build_lock
from builder.system.cancellation import CancelToken
from builder.system.locked_folders import YOUNG, LockedFolder
from builder.system.user_folders import check_private, holds_own, private_folder

Stamp = Mapping[str, Any]  # of plain JSON values, by the names of the facts
STAMP, NOTE = "stamp.json", "note.json"
_LARGEST_STAMP = 2**20  # bytes
_LARGEST_NOTE = 2**26
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True)
class Entry:
    """An entry of the cache: what is kept for a stamp.

    Attributes:
        folder: It is in here.
        note: What its maker noted, plain JSON; None without a note.
    """

    folder: Path
    note: Any = None


def _whole(entry: Entry) -> bool:
    del entry
    return True


class StampedCache:
    """Things of one kind, each made once for its stamp.

    Args:
        cache: The user's cache folder.
        name: Of the folder in it.
        files: What each entry has to hold.
        whole: Whether an entry that holds them can be used; an error in reading it means that it cannot.
        largest: Most bytes of all entries together, the ones used last; None: any number.
    """

    def __init__(
        self,
        cache: Path,
        name: str,
        files: tuple[str, ...] = (),
        *,
        whole: Callable[[Entry], bool] = _whole,
        largest: int | None = None,
    ) -> None:
        self._cache, self._name = cache, name
        self._home = cache / name
        self._files, self._whole, self._largest = files, whole, largest

    def folder(self, stamp: Stamp) -> Path:
        """Folder of the entry for a stamp, whether it is there or not."""
        return self._home / _key(stamp)

    def find(self, stamp: Stamp) -> Entry | None:
        """Finds the entry for a stamp; None where there is none, or where it cannot be used.

        Raises:
            LitecrateError: Others may have put things there, see `check_private`.
            OSError: The file system does not say.
        """
        for folder in (self._cache, self._home):
            check_private(folder, "cache")
        entry = self._entry(stamp)
        if entry is not None:
            with contextlib.suppress(OSError):  # it only goes earlier than others then
                os.utime(entry.folder)
        return entry

    def different(self, stamp: Stamp) -> list[str]:
        """Names the facts that differ from the most similar entry's, to say why `find` has found nothing.

        None differs where there is no entry, and where there is one of this stamp that cannot be used.
        """
        wanted = _plain(stamp)
        others = [other for folder in self._entries() if (other := self._stamp_in(folder.name)) is not None]
        found = ([name for name in {**wanted, **other} if wanted.get(name) != other.get(name)] for other in others)
        return min(found, key=len, default=[])

    @contextmanager
    def making(self, stamp: Stamp, token: CancelToken, waiting: Callable[[], None]) -> Iterator[None]:
        """Waits while another process makes the same: on few cores both would take twice as long.

        Args:
            stamp: What is going to be made; look for it again inside.
            token: Ends the waiting.
            waiting: Called again and again while waiting.

        Raises:
            CancelledError: The work was cancelled meanwhile.
            LitecrateError: Others may have put things there, see `private_folder`.
            OSError: The folder cannot be made.
        """
        self._make_home()
        lock = private_folder(self._cache / "locks", "cache") / f"{self._name}-{_key(stamp)}"
        with build_lock(lock, lambda: self._entry(stamp) is not None, token, waiting):
            yield

    def find_or_make(
        self, stamp: Stamp, fill: Callable[[Path], object], token: CancelToken, waiting: Callable[[], None]
    ) -> Entry:
        """The entry for a stamp, which `fill` makes where there is none; see `making` and `put`."""
        with self.making(stamp, token, waiting):
            return self.find(stamp) or self.put(stamp, fill)

    def put(self, stamp: Stamp, fill: Callable[[Path], object] | None, note: Any = None) -> Entry:
        """Keeps what `fill` puts into the empty folder that it is given, in one rename.

        Where another process was faster, its entry is as good. The entries that were not used for longest go when all
        together become larger than the limit.

        Args:
            stamp: What it was made from.
            fill: Puts the files there; None where the note is all.
            note: Plain JSON to be kept with them.

        Raises:
            LitecrateError: Others may have put things there, see `private_folder`.
            OSError: It cannot be kept.
        """
        self._make_home()
        home = self.folder(stamp)
        with LockedFolder(self._home, YOUNG) as young:
            made = young.path / home.name
            made.mkdir()
            if fill is not None:
                fill(made)
            if note is not None:
                (made / NOTE).write_text(json.dumps(note), encoding="utf-8")
            (made / STAMP).write_text(json.dumps(_plain(stamp), indent=1), encoding="utf-8")
            _put_in_place(made, home, lambda: self._entry(stamp) is not None)
        self._forget_oldest()
        return Entry(home, note)

    def _make_home(self) -> None:
        for folder in (self._cache, self._home):
            private_folder(folder, "cache")

    def _entry(self, stamp: Stamp) -> Entry | None:
        key = _key(stamp)
        if self._stamp_in(key) != _plain(stamp) or not all(holds_own(self._home, key, file) for file in self._files):
            return None
        try:
            noted = holds_own(self._home, key, NOTE)
            note = json.loads(text_in(self._home / key / NOTE, _LARGEST_NOTE)) if noted else None
            entry = Entry(self._home / key, note)
            return entry if self._whole(entry) else None
        except _UNREADABLE:
            return None

    def _stamp_in(self, key: str) -> dict[str, Any] | None:
        try:
            if not holds_own(self._home, key, STAMP):
                return None
            found = json.loads(text_in(self._home / key / STAMP, _LARGEST_STAMP))
        except (OSError, ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def _entries(self) -> list[Path]:
        """Everything that is kept, also by earlier versions; not what is still being made."""
        try:
            found = [path for path in self._home.iterdir() if not path.name.startswith(YOUNG)]
        except OSError:
            return []
        return [path for path in found if path.is_dir() and not path.is_symlink()]

    def _forget_oldest(self) -> None:
        if self._largest is None:
            return
        total = 0
        for _, folder in sorted(((_used(folder), folder) for folder in self._entries()), reverse=True):
            total += bytes_in(folder)
            if total > self._largest:
                shutil.rmtree(folder, ignore_errors=True)


def _plain(stamp: Stamp) -> dict[str, Any]:
    """The stamp as it is read back."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(stamp)))
    return plain


def _key(stamp: Stamp) -> str:
    return hashlib.sha256(json.dumps(dict(stamp), sort_keys=True).encode()).hexdigest()[:24]


def _used(folder: Path) -> float:
    """Time at which an entry was made or found last; 0 where it is gone meanwhile."""
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0


def _put_in_place(made: Path, home: Path, usable: Callable[[], bool]) -> None:
    """Renames a finished folder to where it is looked for; one that is there already is as good if it can be used.

    Args:
        made: The folder.
        home: Its place in the cache.
        usable: Whether what is in that place can be used; otherwise it goes.

    Raises:
        OSError: It is not there and could not be put there.
    """
    try:
        made.rename(home)
    except OSError:
        if usable():
            return
        if home.is_symlink() or not home.is_dir():
            home.unlink(missing_ok=True)
        else:
            shutil.rmtree(home, ignore_errors=True)
        made.rename(home)
