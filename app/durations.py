"""Durations of earlier work on this machine: one small JSON file in the user's state folder."""

import math
from pathlib import Path
from typing import NamedTuple, TypeGuard

from builder.core.errors import LitecrateError
from builder.core.ordinary_files import text_in
from builder.system.locked_folders import write_atomically
from builder.system.user_folders import is_private, private_folder, user_folder

_LARGEST = 2**18  # bytes of the file that are read; chosen: a full one has about 60 kilobytes
_KINDS, _KEPT = 32, 24  # kinds in the file, and works of each, the newest; chosen
_ALIKE = 4.0  # times larger or smaller, up to which another work of the kind says how long this one takes; chosen
_NEAREST = 3  # works whose median is the estimate: one slow run among them does not decide; chosen
_LONGEST = 7 * 24 * 3600.0  # seconds; more is no work that anyone waited for
_LARGEST_SIZE = 1e18  # of a work; chosen, as more bytes than any disk has


class _Work(NamedTuple):
    """One finished work: its duration in seconds, and its size in the kind's own unit."""

    seconds: float
    size: float


class DurationsFile:
    """Stores durations by kind of work. A file that cannot be relied on counts as empty, and the next work replaces it.

    Nothing is kept in memory, so two windows learn from each other.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or user_folder("state") / "durations.json"

    def add(self, kind: str, seconds: float, size: float = 0.0) -> None:
        """Stores a work that ended well; where that fails, or the figures make no sense, nothing happens.

        Args:
            kind: Which works it is like, such as "read", "build" or "compare".
            seconds: Its duration.
            size: What its duration grows with, in a unit of the kind's own; 0 where it depends on nothing.
        """
        work = _work_of(seconds, size)
        if work is None:
            return
        import json

        works = self._read()
        works[kind] = [*works.pop(kind, []), work][-_KEPT:]  # as the last one: the kind unused for longest goes first
        newest = dict(list(works.items())[-_KINDS:])
        tables = {kind: [work._asdict() for work in entries] for kind, entries in newest.items()}
        text = json.dumps({"works": tables}, indent=1)
        try:
            private_folder(self._path.parent, "state")
            write_atomically(self._path, text.encode())
        except (OSError, LitecrateError):
            return

    def expected(self, kind: str, size: float = 0.0) -> float | None:
        """Expected seconds by the earlier works of a kind that are most alike in size; None where there is none.

        Args:
            kind: As in `add`.
            size: As in `add`.
        """
        from statistics import median

        newest_first = reversed(self._read().get(kind, []))
        near = [(_apart(work.size, size), work.seconds) for work in newest_first]
        alike = sorted((entry for entry in near if entry[0] <= math.log(_ALIKE)), key=lambda entry: round(entry[0], 1))
        return median(seconds for _, seconds in alike[:_NEAREST]) if alike else None

    def _read(self) -> dict[str, list[_Work]]:
        import json

        try:
            if not is_private(self._path.parent, "state"):
                return {}
            return _works_in(json.loads(text_in(self._path, _LARGEST, links=False)))
        except (OSError, ValueError, RecursionError):
            return {}


def _works_in(content: object) -> dict[str, list[_Work]]:
    """The works of each kind, the oldest first, by the file's content; none where any of it is no work."""
    tables = content.get("works", {}) if isinstance(content, dict) else None
    if not isinstance(tables, dict) or not all(isinstance(entries, list) for entries in tables.values()):
        return {}
    found: dict[str, list[_Work]] = {}
    for kind, entries in tables.items():
        for entry in entries:
            work = _work_of(entry.get("seconds"), entry.get("size")) if isinstance(entry, dict) else None
            if work is None:
                return {}
            found.setdefault(kind, []).append(work)
    return found


def _work_of(seconds: object, size: object) -> _Work | None:
    """A work, where both are numbers that make sense."""
    if not _is_number(seconds, _LONGEST) or not _is_number(size, _LARGEST_SIZE):
        return None
    return _Work(float(seconds), float(size))


def _is_number(value: object, most: float) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= most


def _apart(one: float, other: float) -> float:
    """Distance of two sizes: the logarithm of their ratio; sizes below 1 count as 1."""
    return abs(math.log(max(1.0, one) / max(1.0, other)))
