"""What the user set for the window, kept in the user's configuration folder."""

import tomllib
from pathlib import Path
from typing import Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from builder.core.errors import LitecrateError
from builder.core.ordinary_files import text_in
from builder.system.locked_folders import write_atomically
from builder.system.user_folders import is_private, private_folder, user_folder

_MOST_RECENT = 8
_LARGEST = 2**20  # bytes


class Settings(BaseModel):
    """Attributes:
    language: "system", or one of the languages.
    scheme: Light, dark, or as the system has it.
    text_size: In percent.
    recent: Models and job files that were opened, the last one first.
    output: Where results were put last; None until then.
    """

    model_config = ConfigDict(extra="ignore", validate_assignment=True)

    language: Literal["system", "en", "de"] = "system"
    scheme: Literal["system", "light", "dark"] = "system"
    text_size: Literal[100, 125, 150, 200] = 100
    recent: list[Path] = Field(default_factory=list)
    output: Path | None = None


class SettingsFile:
    """The settings and their file. A damaged file means the defaults; it is replaced when one is set."""

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
        """Writes the file; where that cannot be done, the settings hold until the window closes."""
        text = tomli_w.dumps(self.values.model_dump(mode="json", exclude_none=True))
        try:
            private_folder(self._path.parent.resolve(), "config")  # many keep it elsewhere, and a link in its place
            write_atomically(self._path, text.encode())
        except (OSError, LitecrateError):
            return

    def opened(self, path: Path) -> None:
        """Puts a file first among the recent ones."""
        others = [entry for entry in self.values.recent if entry != path]
        self.values.recent = [path, *others][:_MOST_RECENT]
        self.save()
