"""History of exports: one JSON file for each record, in the user's data folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from builder.core.errors import LitecrateError
from builder.core.ordinary_files import text_in
from builder.system.locked_folders import write_atomically
from builder.system.user_folders import holds_own, is_private, private_folder, user_folder

if TYPE_CHECKING:
    from ui.state.record import Record

_LARGEST = 2**20  # bytes of one record that is read; chosen: one has a few kilobytes


class HistoryFolder:
    """Reads and writes the records; files that cannot be read are skipped and stay where they are."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_folder("data") / "history"

    def records(self) -> list[Record]:
        """All records, the newest first."""
        from pydantic import ValidationError

        from ui.state.record import Record

        found = []
        if not is_private(self._folder, "data"):
            return []
        for path in self._folder.glob("*.json"):
            try:
                if holds_own(self._folder, path.name):
                    found.append(Record.model_validate_json(text_in(path, _LARGEST)))
            except (OSError, UnicodeDecodeError, ValidationError):
                continue
        return sorted(found, key=lambda record: record.created, reverse=True)

    def add(self, record: Record) -> None:
        """Writes a record; where that fails, it is left out without an error, which is no failure of the export."""
        try:
            import json

            private_folder(self._folder, "data")
            text = json.dumps(record.model_dump(mode="json"), indent=1)
            write_atomically(self._folder / f"{record.id}.json", text.encode())
        except (OSError, LitecrateError):
            return

    def remove(self, record: Record) -> None:
        """Deletes the record, never what was exported."""
        (self._folder / f"{record.id}.json").unlink(missing_ok=True)

    @staticmethod
    def new_id() -> str:
        """New unique id that sorts by time."""
        import secrets
        from datetime import datetime

        return f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
