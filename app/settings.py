"""Settings of the window, stored as settings.toml in the user's configuration folder."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from builder.core.errors import LitecrateError
from builder.core.ordinary_files import text_in
from builder.core.words import flat_table
from builder.system.locked_folders import write_atomically
from builder.system.user_folders import is_private, private_folder, user_folder

_MOST_RECENT = 8  # recent files; chosen
_LARGEST = 2**20  # bytes of the file that are read; chosen: it has a few kilobytes


@dataclass
class Settings:
    """Values of the settings.

    Attributes:
        language: "system", or one of the languages.
        scheme: Colour scheme: "light", "dark", or "system" to follow the desktop.
        text_size: In percent.
        recent: Models and job files that were opened, the last one first.
        output: Output folder of the last export; None before the first.
        window: Size and place of the window, as Qt writes it, in Base64; "" before the first.
    """

    language: Literal["system", "en", "de"] = "system"
    scheme: Literal["system", "light", "dark"] = "system"
    text_size: Literal[100, 125, 150, 200] = 100
    recent: list[Path] = field(default_factory=list)
    output: Path | None = None
    window: str = ""


class SettingsFile:
    """Loads and saves the settings. A damaged file counts as the defaults and is overwritten by the next change."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or user_folder("config") / "settings.toml"
        self._writes = True
        self.values = self._read()

    def _read(self) -> Settings:
        try:
            if not is_private(self._path.parent.resolve(), "config"):
                return Settings()
            return settings_of(flat_table(text_in(self._path, _LARGEST)))
        except (OSError, ValueError, RecursionError):
            return Settings()

    def keep_in_memory(self, output: Path) -> None:
        """From now on nothing is written, and the settings begin without recent files: for demonstrations.

        Args:
            output: The output folder.
        """
        self._writes = False
        self.values.recent, self.values.output = [], output

    def save(self) -> None:
        """Writes the file; where that fails, the settings hold until the window closes."""
        if not self._writes:
            return
        import tomli_w

        text = tomli_w.dumps({key: _written(value) for key, value in asdict(self.values).items() if value is not None})
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


def settings_of(table: dict[str, Any]) -> Settings:
    """The settings by a table of TOML; unknown keys do not count.

    Raises:
        ValueError: A value is of another type, or is not one of those that it may be.
    """
    kinds = get_type_hints(Settings)
    return Settings(**{key: _read(kinds[key], value) for key, value in table.items() if key in kinds})


def _read(kind: Any, value: Any) -> Any:
    """A value of TOML as the type of its field."""
    inner = get_args(kind)
    if get_origin(kind) is Literal:
        if any(type(value) is type(each) and value == each for each in inner):
            return value
    elif get_origin(kind) in (list, tuple):
        if isinstance(value, list):
            return get_origin(kind)(_read(inner[0], entry) for entry in value)
    elif inner:  # or None, which TOML has no word for
        return _read(next(each for each in inner if each is not NoneType), value)
    elif kind is Path:
        if isinstance(value, str):
            return Path(value)
    elif type(value) is kind:
        return value
    raise ValueError(f"{value!r} is not {kind}")


def _written(value: Any) -> Any:
    """A value as TOML can have it."""
    if isinstance(value, (list, tuple)):
        return [_written(entry) for entry in value]
    return str(value) if isinstance(value, Path) else value
