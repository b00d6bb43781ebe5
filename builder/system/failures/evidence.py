"""Evidence about a failure: who failed, what it said, how it ended, and on which disks it worked."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from builder.core.words import tr

# "child" is an exception inside a child program, "ended child" a child that is gone, "engine" the work as a whole.
Tool = Literal[
    "converter", "quantizer", "interpreter", "compiler", "packer", "program", "child", "ended child", "engine"
]  # fmt: skip

_LAST_WORDS: dict[Tool, Callable[[str], bool]] = {
    "packer": lambda line: "ERROR" in line or "Error" in line,
    "compiler": lambda line: "error:" in line or "Error" in line,
}


@dataclass(frozen=True)
class Place:
    """The folders that work writes to.

    Attributes:
        folder: Where it works.
        cache: The user's cache folder, where the work writes there too.
    """

    folder: Path
    cache: Path | None = None

    def fullest(self) -> Path:
        """The folder or the cache, whichever disk has less space."""
        return self.folder if self.cache is None else min((self.folder, self.cache), key=free_bytes)

    def named_by(self, error: OSError) -> Path | None:
        """The folder or the cache, whichever holds the file that an error names; None when it names none."""
        if self.cache is None:
            return self.folder
        named = [Path(str(name)) for name in (error.filename, error.filename2) if name is not None]
        if not named:
            return None
        return self.cache if any(self._in_cache(path, self.cache) for path in named) else self.folder

    def _in_cache(self, path: Path, cache: Path) -> bool:
        """Whether a path is below the cache, or a folder above it that could not be made."""
        return path.is_relative_to(cache) or (path in cache.parents and not self.folder.is_relative_to(path))


@dataclass(frozen=True)
class Failed:
    """Something that failed.

    Attributes:
        tool: Who failed.
        said: What it wrote; of an exception its text.
        exit_code: How it ended, 128 + n for signal n; 0 where that is not known.
        ended: The same as a sentence without a full stop.
        error: What the system refused; then neither words nor exit code are looked at.
        place: Where it worked; without it disks are not blamed.
        what: What stopped, one sentence without a full stop; "" for the work as a whole.
        model_bytes: The size of the model's file, where it is known.
    """

    tool: Tool
    said: str = ""
    exit_code: int = 0
    ended: str = ""
    error: OSError | None = None
    place: Place | None = None
    what: str = ""
    model_bytes: int | None = None


def free_bytes(folder: Path) -> int:
    """Free bytes on the disk of a folder, or of the nearest existing one above it."""
    for place in (folder, *folder.parents):
        try:
            return shutil.disk_usage(place).free
        except OSError:
            continue
    return 0


def last_words(tool: Tool, said: str, limit: int = 200) -> str:
    """The line of a tool's output that most likely says what went wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if tool in _LAST_WORDS and _LAST_WORDS[tool](line)]
    return ((telling or lines or [tr("nothing")])[-1])[:limit]
