"""What the usual way weighs: TensorFlow and everything that it requires, as installed on this machine."""

import contextlib
import json
import re
from importlib import metadata
from pathlib import Path

from builder.core.errors import LitecrateError
from builder.core.ordinary_files import text_in
from builder.system.locked_folders import write_atomically
from builder.system.user_folders import holds_own, is_private, private_folder

_LARGEST_NOTE = 2**16  # bytes


def naive_bytes(cache: Path) -> int:
    """Bytes of the installed files of tensorflow and its requirements; remembered per version.

    A bundle of the usual way carries these files (uncompressed, as a folder) beside the model.
    """
    try:
        key = f"tensorflow-{metadata.version('tensorflow')}"
    except metadata.PackageNotFoundError:
        return 0
    note = cache / "naive.json"
    known = _noted(note, key)
    if known is None:
        known = sum(_distribution_bytes(name) for name in requirements_of("tensorflow"))
        with contextlib.suppress(OSError, LitecrateError):  # only slower next time
            write_atomically(private_folder(cache, "cache") / note.name, json.dumps({key: known}).encode())
    return known


def _noted(note: Path, key: str) -> int | None:
    if not is_private(note.parent, "cache") or not holds_own(note.parent, note.name):
        return None
    try:
        found = json.loads(text_in(note, _LARGEST_NOTE))[key]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if type(found) is int and found >= 0 else None


def requirements_of(name: str) -> set[str]:
    """A distribution and all that it requires without extras, by normalized name."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        current = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if current in found:
            continue
        try:
            required = metadata.requires(current) or []
        except metadata.PackageNotFoundError:
            continue
        found.add(current)
        waiting += [
            match[0] for entry in required if "extra ==" not in entry and (match := re.match(r"[\w.-]+", entry))
        ]
    return found


def _distribution_bytes(name: str) -> int:
    total = 0
    for entry in metadata.files(name) or []:
        try:
            total += Path(str(entry.locate())).stat().st_size
        except OSError:
            continue
    return total
