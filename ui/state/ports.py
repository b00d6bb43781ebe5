"""Protocols that `app` implements for the window: settings, history, drafts and others (dependency inversion)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from builder.job.draft import JobDraft
    from ui.state.record import Record


class History(Protocol):
    """Stores the records of finished exports; see app/history.py."""

    def records(self) -> list[Record]: ...

    def add(self, record: Record) -> None: ...

    def remove(self, record: Record) -> None: ...

    def new_id(self) -> str: ...


class SettingsValues(Protocol):
    """Settings that the window reads and writes; see app/settings.py."""

    language: Literal["system", "en", "de"]
    scheme: Literal["system", "light", "dark"]
    text_size: Literal[100, 125, 150, 200]
    recent: list[Path]
    output: Path | None
    window: str


class Settings(Protocol):
    """Loads and stores the settings; see app/settings.py."""

    @property
    def values(self) -> SettingsValues: ...

    def save(self) -> None: ...

    def opened(self, path: Path) -> None: ...


class Drafts(Protocol):
    """Stores the draft that the user was working on when the window was closed; see app/drafts.py."""

    def keep(self, draft: JobDraft) -> None: ...

    def kept(self) -> JobDraft | None: ...

    def forget(self) -> None: ...


class Trusted(Protocol):
    """Stores which models the user trusts to run code, by SHA-256; see app/trusted.py."""

    def holds(self, sha256: str) -> bool: ...

    def trust(self, sha256: str, path: Path) -> None: ...

    def forget(self, sha256: str) -> None: ...


class Durations(Protocol):
    """Stores how long finished works took, by kind and size; see app/durations.py."""

    def add(self, kind: str, seconds: float, size: float = 0.0) -> None: ...

    def expected(self, kind: str, size: float = 0.0) -> float | None: ...
