"""What the usual way weighs: TensorFlow and everything that it requires, as installed on this machine."""

import json
import re
from importlib import metadata
from pathlib import Path

from builder.owned import write_atomically


def naive_bytes(cache: Path) -> int:
    """Bytes of the installed files of tensorflow and its requirements; remembered per version.

    A bundle of the usual way carries these files (uncompressed, as a folder) beside the model.
    """
    try:
        key = f"tensorflow-{metadata.version('tensorflow')}"
    except metadata.PackageNotFoundError:
        return 0
    note = cache / "naive.json"
    try:
        known: dict[str, int] = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    if key not in known:
        known = {key: sum(_distribution_bytes(name) for name in requirements_of("tensorflow"))}
        try:
            cache.mkdir(parents=True, exist_ok=True)
            write_atomically(note, json.dumps(known).encode())
        except OSError:
            return known[key]  # only slower next time
    return known[key]


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
