"""Paths of a job: absolute in drafts, relative to the job's file when written."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from builder.system.user_folders import user_folder

RANDOM = "random"
_PATHS = (("model", "path"), ("contract", "file"), ("contract", "labels"),
          ("contract", "table_stats"), ("calibration", "source"), ("app", "icon"), ("output", "folder"))  # fmt: skip


def labels_folder() -> Path:
    """Folder for labels that were typed into the window, which its jobs name by path."""
    return user_folder("data") / "labels"


def paths_in(tables: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yields table, key and text of every path that is set; `tables` may hold values of any type."""
    for table, key in _PATHS:
        entries = tables.get(table)
        text = entries.get(key) if isinstance(entries, dict) else None
        if isinstance(text, str) and not (table == "calibration" and text == RANDOM):
            yield table, key, text


def make_absolute(tables: dict[str, Any], folder: Path) -> None:
    """Makes relative paths absolute in place, against a folder."""
    for table, key, text in list(paths_in(tables)):
        tables[table][key] = os.path.normpath(folder / text)


def paths_as_text(value: Any, folder: Path | None) -> Any:
    """Converts paths in nested data to texts with slashes, relative to a folder where that is possible.

    Args:
        value: Nested dicts, lists and values; others than paths are kept.
        folder: None for absolute paths.
    """
    if isinstance(value, dict):
        return {key: paths_as_text(entry, folder) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [paths_as_text(entry, folder) for entry in value]
    if isinstance(value, Path):
        if folder is None:
            return value.as_posix()
        try:
            return Path(os.path.relpath(value, folder)).as_posix()
        except ValueError:  # another drive on Windows
            return value.as_posix()
    return value
