"""Converted models, kept in the user's cache so that nothing is converted twice.

A file's key is made of everything that decides what it holds: the source's digest, the options, the versions of the
converters, and this project's own conversion code. The oldest files go when the whole grows beyond a limit.
"""

import contextlib
import hashlib
import json
import os
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from builder.core.arrays import Arrays
from builder.core.ordinary_files import text_in
from builder.system.locked_folders import YOUNG, OwnedFolder, put_in_place
from builder.system.toolbox import Toolbox, version_of
from builder.system.user_folders import holds_own, is_private

LARGEST = 4 * 10**9  # bytes of all kept models together
_TOOLS = ("tensorflow", "keras", "tf_keras", "litert-quantizer", "ai-edge-litert", "numpy")
_LARGEST_NOTE = 2**26  # bytes
_MODEL, _NOTE = "model.tflite", "note.json"


@cache
def _makers() -> str:
    """A digest of the code and the libraries that convert."""
    digest = hashlib.sha256()
    code = Path(__file__).parents[1] / "child"
    for path in sorted(path for path in code.rglob("*") if path.suffix in {".py", ".json"}):
        digest.update(path.relative_to(code).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for name in _TOOLS:
        digest.update(f"{name} {version_of(name)}\0".encode())
    return digest.hexdigest()


class ModelCache:
    """Args:
    tools: Knows the cache folder and the versions.
    """

    def __init__(self, tools: Toolbox) -> None:
        self._cache, self._home = tools.cache, tools.cache / "models"

    def _is_open(self, *, make: bool = False) -> bool:
        """Whether the folder is there and nobody else could put models into it."""
        return is_private(self._cache, "cache", make=make) and is_private(self._home, "cache", make=make)

    def _holds(self, key: str) -> bool:
        return holds_own(self._home, key, _NOTE) and holds_own(self._home, key, _MODEL)

    def key(self, **facts: Any) -> str:
        """A name for a conversion, of plain JSON values."""
        text = json.dumps({"makers": _makers(), **facts}, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def take(self, key: str, target: Path) -> dict[str, Any] | None:
        """Copies a kept model to `target`; answers what was noted with it, None when there is none."""
        home = self._home / key
        if not self._is_open() or not self._holds(key):
            return None
        try:
            note = json.loads(text_in(home / _NOTE, _LARGEST_NOTE))
            if note["sha256"] != digest_of(home / _MODEL):  # damaged on disk
                return None
            shutil.copyfile(home / _MODEL, target)
            os.utime(home)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        found: dict[str, Any] = note["facts"]
        return found

    def keep(self, key: str, model: Path, facts: dict[str, Any]) -> None:
        """Keeps a model under its key, in one rename. That it cannot be kept is no failure."""
        if not self._is_open(make=True):
            return
        with contextlib.suppress(OSError), OwnedFolder(self._home, YOUNG) as young:
            made = young.path / key
            made.mkdir()
            shutil.copyfile(model, made / _MODEL)
            note = {"sha256": digest_of(made / _MODEL), "facts": facts}
            (made / _NOTE).write_text(json.dumps(note), encoding="utf-8")
            put_in_place(made, self._home / key, lambda: False)  # what was there could not be used
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        try:
            homes = [
                (path.stat().st_mtime, _size(path), path)
                for path in self._home.iterdir()
                if self._holds(path.name) and not path.name.startswith(YOUNG)
            ]
        except OSError:
            return
        total = 0
        for _, size, path in sorted(homes, reverse=True):
            total += size
            if total > LARGEST:
                shutil.rmtree(path, ignore_errors=True)


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


def _size(folder: Path) -> int:
    return sum(entry.stat().st_size for entry in folder.iterdir())
