"""Converted models, kept in the user's cache so that nothing is converted twice.

A model's stamp is made of everything that decides what it holds: the source's digest, the options, the versions of the
converters, and this project's own conversion code. What was not used for longest goes when the whole grows beyond a
limit.
"""

import contextlib
import hashlib
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from builder.core.arrays import Arrays
from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.system.stamped_cache import Entry, Stamp, StampedCache
from builder.system.toolbox import Toolbox, version_of

LARGEST = 4 * 10**9  # bytes of all kept models together
_TOOLS = ("tensorflow", "keras", "tf_keras", "litert-quantizer", "ai-edge-litert", "numpy")
_MODEL = "model.tflite"


@cache
def code_and_libraries() -> dict[str, str]:
    """A digest of the code that reads and converts models, and the versions of the libraries that it uses."""
    return {"converter code": code_digest("child"), **{name: version_of(name) for name in _TOOLS}}


def code_digest(package: str) -> str:
    """A digest of the files of a package of `builder`."""
    digest = hashlib.sha256()
    code = Path(__file__).parents[1] / package
    for path in sorted(path for path in code.rglob("*") if path.suffix in {".py", ".json"}):
        digest.update(path.relative_to(code).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]


class ModelCache:
    """Args:
    tools: Knows the cache folder and the versions.
    tell: Told why a model was not found.
    """

    def __init__(self, tools: Toolbox, tell: Callable[[str], None]) -> None:
        self._kept = StampedCache(tools.cache, "models", (_MODEL,), whole=_undamaged, largest=LARGEST)
        self._tell = tell

    def stamp(self, **facts: Any) -> Stamp:
        """Stamp of a conversion: everything that it depends on, as plain JSON values."""
        return {**code_and_libraries(), **facts}

    def take(self, stamp: Stamp, target: Path) -> dict[str, Any] | None:
        """Copies a kept model to `target`; answers what was noted with it, None when there is none."""
        try:
            found = self._kept.find(stamp)
            if found is None:
                self._say_why(self._kept.different(stamp))
                return None
            shutil.copyfile(found.folder / _MODEL, target)
        except (OSError, LitecrateError):
            return None
        facts: dict[str, Any] = found.note["facts"]
        return facts

    def keep(self, stamp: Stamp, model: Path, facts: dict[str, Any]) -> None:
        """Keeps a model for its stamp. That it cannot be kept is no failure."""

        def fill(folder: Path) -> None:
            shutil.copyfile(model, folder / _MODEL)

        with contextlib.suppress(OSError, LitecrateError):
            self._kept.put(stamp, fill, {"sha256": digest_of(model), "facts": facts})

    def _say_why(self, names: list[str]) -> None:
        if names:
            self._tell(tr("No saved model matches. The most similar one differs in: {names}.", names=", ".join(names)))


def _undamaged(entry: Entry) -> bool:
    return isinstance(entry.note["facts"], dict) and entry.note["sha256"] == digest_of(entry.folder / _MODEL)


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def arrays_digest(arrays: Arrays) -> str:
    """SHA-256 of arrays by name, type, shape and values."""
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(f"{name}\0{array.dtype}\0{array.shape}\0".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()
