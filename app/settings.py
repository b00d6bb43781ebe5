"""Settings of the window, stored as settings.toml in the user's configuration folder."""

import tomllib
from pathlib import Path
from typing import Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from builder.core.errors import LitecrateError
from builder.core.ordinary_files import text_in
from builder.system.locked_folders import write_atomically
from builder.system.user_folders import is_private, private_folder, user_folder

_MOST_RECENT = 8  # recent files; chosen
_LARGEST = 2**20  # bytes of the file that are read; chosen: it has a few kilobytes


class Settings(BaseModel):
    """Values of the settings.

    Attributes:
        language: "system", or one of the languages.
        scheme: Colour scheme: "light", "dark", or "system" to follow the desktop.
        text_size: In percent.
        recent: Models and job files that were opened, the last one first.
        output: Output folder of the last export; None before the first.
    """

    model_config = ConfigDict(extra="ignore", validate_assignment=True)

    language: Literal["system", "en", "de"] = "system"
    scheme: Literal["system", "light", "dark"] = "system"
    text_size: Literal[100, 125, 150, 200] = 100
    recent: list[Path] = Field(default_factory=list)
    output: Path | None = None


class SettingsFile:
    """Loads and saves the settings. A damaged file counts as the defaults and is overwritten by the next change."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or user_folder("config") / "settings.toml"
        self.values = self._read()

    def _read(self) -> Settings:
        try:
            if not is_private(self._path.parent.resolve(), "config"):
                return Settings()
            return Settings.model_validate(tomllib.loads(text_in(self._path, _LARGEST)))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError):
            return Settings()

    def save(self) -> None:
        """Writes the file; where that fails, the settings hold until the window closes."""
        text = tomli_w.dumps(self.values.model_dump(mode="json", exclude_none=True))
        try:
            private_folder(self._path.parent.resolve(), "config")  # dotfiles are often symlinks
            write_atomically(self._path, text.encode())
        except (OSError, LitecrateError):
            return

    def opened(self, path: Path) -> None:
        """Puts a file first in the list of recent files, and saves."""
        others = [entry for entry in self.values.recent if entry != path]
        self.values.recent = [path, *others][:_MOST_RECENT]
        self.save()
