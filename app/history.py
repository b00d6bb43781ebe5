"""The history of exports: one small JSON file each, in the user's data folder."""

import json
import secrets
from datetime import datetime
from pathlib import Path

import platformdirs
from pydantic import ValidationError

from builder.owned import write_atomically
from ui.ports import Record


class HistoryFolder:
    """The records, as files; one that cannot be read is passed over and left where it is."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or platformdirs.user_data_path("litecrate", appauthor=False) / "history"

    def records(self) -> list[Record]:
        """All records, the newest first."""
        found = []
        for path in self._folder.glob("*.json"):
            try:
                found.append(Record.model_validate_json(path.read_text(encoding="utf-8")))
            except (OSError, UnicodeDecodeError, ValidationError):
                continue
        return sorted(found, key=lambda record: record.created, reverse=True)

    def add(self, record: Record) -> None:
        """Keeps a record; where the folder cannot be written it is not kept, and nothing else suffers."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            text = json.dumps(record.model_dump(mode="json"), indent=1)
            write_atomically(self._folder / f"{record.id}.json", text.encode())
        except OSError:
            return

    def remove(self, record: Record) -> None:
        """Deletes the record, never what was exported."""
        (self._folder / f"{record.id}.json").unlink(missing_ok=True)

    @staticmethod
    def new_id() -> str:
        return f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
