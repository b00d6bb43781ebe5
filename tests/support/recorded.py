"""Makes the leftovers of a killed export: a workspace in an output folder, and its record in the state folder."""

import json
import secrets
from pathlib import Path
from typing import Any

from builder.system.user_folders import user_folder

WORKSPACE = ".litecrate-work-0123456789abcdef"


def make_recorded_workspace(output: Path, name: str = WORKSPACE, note: Any = None, **more: Any) -> Path:
    """Makes a workspace and its record.

    Args:
        output: The output folder, which is made.
        name: Name of the workspace.
        note: Entries of the record's note.json that differ from the true ones, or its whole text.
        more: Content of other files of the record, by their names without ".json".

    Returns:
        The workspace.
    """
    work = output / name
    work.mkdir(parents=True, exist_ok=True)
    true = {"output": output.resolve().as_uri(), "workspace": name, "inode": work.stat().st_ino}
    record = records_folder() / f"export-{secrets.token_hex(4)}"
    record.mkdir(parents=True, mode=0o700)
    (record / "lock").touch()
    for part, value in {"note": note if isinstance(note, str) else {**true, **(note or {})}, **more}.items():
        (record / f"{part}.json").write_text(value if isinstance(value, str) else json.dumps(value))
    return work


def records_folder() -> Path:
    """The folder of all records of this user."""
    return user_folder("state") / "publishing"
