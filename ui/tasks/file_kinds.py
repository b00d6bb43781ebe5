"""Kinds of files that a user drops onto the window; `ui.tasks.dropped_files` recognises them."""

from typing import Literal

FileKind = Literal["model", "job", "contract", "labels", "picture", "sound", "table", "array", "folder", "other"]
SAMPLES: frozenset[FileKind] = frozenset({"picture", "sound", "table", "array"})
DATA: frozenset[FileKind] = frozenset({*SAMPLES, "folder"})
"""What can be sample data."""
