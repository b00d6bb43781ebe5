"""The window's needs from the rooms above it: settings, history and trust, given to it when it is made."""

from pathlib import Path
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """One export that ended.

    Attributes:
        id: Sorts by time.
        created: When it ended, ISO 8601 with the local offset.
        name: Of the program.
        status: As the engine's last event says.
        seconds: How long it took.
        job: The job as TOML with absolute paths.
        folder: Where the result is; None when nothing was published.
        model: Path of the source model.
        precision: In the job's words.
        bytes: Of the first program; 0 when there is none.
        agreement: In words, "" where nothing was compared.
        error: What happened, where it failed; else "".
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    created: str
    name: str
    status: Literal["done", "not-verified", "failed", "cancelled"]
    seconds: float
    job: str
    folder: Path | None = None
    model: Path
    precision: str
    bytes: int = 0
    agreement: str = ""
    error: str = ""


class History(Protocol):
    """Keeps records."""

    def records(self) -> list[Record]: ...

    def add(self, record: Record) -> None: ...

    def remove(self, record: Record) -> None: ...

    def new_id(self) -> str: ...


class SettingsValues(Protocol):
    """The values that the window reads and writes; see app/settings.py."""

    language: Literal["system", "en", "de"]
    scheme: Literal["system", "light", "dark"]
    text_size: Literal[100, 125, 150, 200]
    recent: list[Path]
    output: Path | None


class Settings(Protocol):
    """Keeps settings."""

    @property
    def values(self) -> SettingsValues: ...

    def save(self) -> None: ...

    def opened(self, path: Path) -> None: ...


class Trusted(Protocol):
    """Keeps which models the user trusted, by their SHA-256; see app/trusted.py."""

    def holds(self, sha256: str) -> bool: ...

    def trust(self, sha256: str, path: Path) -> None: ...

    def forget(self, sha256: str) -> None: ...
