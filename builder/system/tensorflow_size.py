"""Size of TensorFlow with everything that it requires, as installed on this machine."""

import contextlib
import re
from importlib import metadata
from pathlib import Path

from builder.core.errors import LitecrateError
from builder.system.stamped_cache import Entry, StampedCache


def tensorflow_bytes(cache: Path) -> int:
    """Bytes of the installed files of tensorflow and its requirements; remembered per version.

    A bundle of the usual way carries these files (uncompressed, as a folder) beside the model.
    """
    try:
        stamp = {"tensorflow": metadata.version("tensorflow")}
    except metadata.PackageNotFoundError:
        return 0
    sizes = StampedCache(cache, "sizes", whole=_is_size)
    with contextlib.suppress(OSError, LitecrateError):
        found = sizes.find(stamp)
        if found is not None:
            return int(found.note)
    total = sum(_distribution_bytes(name) for name in requirements_of("tensorflow"))
    with contextlib.suppress(OSError, LitecrateError):  # only slower next time
        sizes.put(stamp, None, total)
    return total


def _is_size(entry: Entry) -> bool:
    return type(entry.note) is int and entry.note >= 0


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
