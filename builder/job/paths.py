"""The paths in a job: absolute in drafts, relative to the job's file when they are written down."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from builder.system.user_folders import user_folder

RANDOM = "random"
_PATHS = (("model", "path"), ("contract", "file"), ("contract", "labels"), ("calibration", "source"),
          ("app", "icon"), ("output", "folder"))  # fmt: skip


def labels_folder() -> Path:
    """The folder in which the window keeps labels that were typed; its jobs name them there."""
    return user_folder("data") / "labels"


def paths_in(tables: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Table, key and text of every path that is said; `tables` may hold anything."""
    for table, key in _PATHS:
        entries = tables.get(table)
        text = entries.get(key) if isinstance(entries, dict) else None
        if isinstance(text, str) and not (table == "calibration" and text == RANDOM):
            yield table, key, text


def make_absolute(tables: dict[str, Any], folder: Path) -> None:
    """Makes the paths that are relative to a folder absolute."""
    for table, key, text in list(paths_in(tables)):
        tables[table][key] = os.path.normpath(folder / text)


def portable(value: Any, folder: Path | None) -> Any:
    """Plain data for a file: paths as texts with slashes, relative to a folder where that is possible."""
    if isinstance(value, dict):
        return {key: portable(entry, folder) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [portable(entry, folder) for entry in value]
    if isinstance(value, Path):
        if folder is None:
            return value.as_posix()
        try:
            return Path(os.path.relpath(value, folder)).as_posix()
        except ValueError:  # another drive on Windows
            return value.as_posix()
    return value
