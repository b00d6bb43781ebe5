"""How long earlier work on this machine took: one small JSON file in the user's state folder."""

import json
import math
from pathlib import Path
from statistics import median

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from builder.core.errors import LitecrateError
from builder.core.ordinary_files import text_in
from builder.system.locked_folders import write_atomically
from builder.system.user_folders import is_private, private_folder, user_folder

_LARGEST = 2**18  # bytes of the file that are read; chosen: a full one has about 60 kilobytes
_KINDS, _KEPT = 32, 24  # kinds in the file, and works of each, the newest; chosen
_ALIKE = 4.0  # times larger or smaller, up to which another work of the kind says how long this one takes; chosen
_NEAREST = 3  # works whose median is the estimate: one slow run among them does not decide; chosen
_LONGEST = 7 * 24 * 3600.0  # seconds; more is no work that anyone waited for


class _Work(BaseModel):
    """One finished work."""

    model_config = ConfigDict(extra="ignore", strict=True)

    seconds: float = Field(ge=0, le=_LONGEST, allow_inf_nan=False)
    size: float = Field(ge=0, le=1e18, allow_inf_nan=False)


class _Works(BaseModel):
    """Content of the file: the works of each kind, the oldest first."""

    model_config = ConfigDict(extra="ignore")

    works: dict[str, list[_Work]] = Field(default_factory=dict)


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
        try:
            work = _Work(seconds=float(seconds), size=float(size))
        except ValidationError:
            return
        works = self._read()
        works[kind] = [*works.pop(kind, []), work][-_KEPT:]  # as the last one: the kind unused for longest goes first
        newest = dict(list(works.items())[-_KINDS:])
        text = json.dumps(_Works(works=newest).model_dump(mode="json"), indent=1)
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
        newest_first = reversed(self._read().get(kind, []))
        near = [(_apart(work.size, size), work.seconds) for work in newest_first]
        alike = sorted((entry for entry in near if entry[0] <= math.log(_ALIKE)), key=lambda entry: round(entry[0], 1))
        return median(seconds for _, seconds in alike[:_NEAREST]) if alike else None

    def _read(self) -> dict[str, list[_Work]]:
        try:
            if not is_private(self._path.parent, "state"):
                return {}
            return _Works.model_validate_json(text_in(self._path, _LARGEST, links=False)).works
        except (OSError, UnicodeDecodeError, ValidationError):
            return {}


def _apart(one: float, other: float) -> float:
    """How unlike two sizes are: the logarithm of their ratio; sizes below 1 count as 1."""
    return abs(math.log(max(1.0, one) / max(1.0, other)))
