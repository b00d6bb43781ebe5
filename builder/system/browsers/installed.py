"""Locates the browsers of this computer that can verify a page, by name, in PATH and in their usual places."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from builder.core.words import tr

Family = Literal["chromium", "firefox"]

_FLATPAKS = (Path("/var/lib/flatpak/exports/bin"), Path(".local/share/flatpak/exports/bin"))
_SNAPS = (Path("/snap"), Path("/var/lib/snapd/snap"))


@dataclass(frozen=True)
class Browser:
    """An installed browser.

    Attributes:
        name: What it is called: chromium, chrome, edge or firefox.
        family: Which protocol it speaks.
        program: Its executable.
        snap: Whether it is a snap, which reads neither /tmp nor hidden folders.
    """

    name: str
    family: Family
    program: Path
    snap: bool = False


@dataclass(frozen=True)
class _Known:
    """A browser by the names that it may have.

    Attributes:
        name, family: As in `Browser`.
        commands: Its names in PATH on Linux.
        on_linux: Where else it is on Linux.
        on_mac: Below a folder Applications.
        on_windows: Below a folder for programs.
        flatpak: Its name as a Flatpak.
    """

    name: str
    family: Family
    commands: tuple[str, ...]
    on_linux: tuple[str, ...]
    on_mac: str
    on_windows: str
    flatpak: str


# In the order in which they are tried. Chromium and its relatives come first: they are asked over a pipe, which no
# other program can reach, and most recipients have one of them. The free build goes before those of companies.
_KNOWN = (
    _Known(
        "chromium", "chromium", ("chromium", "chromium-browser"), ("/snap/bin/chromium",),
        "Chromium.app/Contents/MacOS/Chromium", "Chromium/Application/chrome.exe", "org.chromium.Chromium",
    ),
    _Known(
        "chrome", "chromium", ("google-chrome", "google-chrome-stable"), ("/opt/google/chrome/google-chrome",),
        "Google Chrome.app/Contents/MacOS/Google Chrome", "Google/Chrome/Application/chrome.exe", "com.google.Chrome",
    ),
    _Known(
        "edge", "chromium", ("microsoft-edge", "microsoft-edge-stable"), ("/opt/microsoft/msedge/microsoft-edge",),
        "Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "Microsoft/Edge/Application/msedge.exe",
        "com.microsoft.Edge",
    ),
    _Known(
        "firefox", "firefox", ("firefox", "firefox-esr"), ("/snap/bin/firefox",),
        "Firefox.app/Contents/MacOS/firefox", "Mozilla Firefox/firefox.exe", "org.mozilla.firefox",
    ),
)  # fmt: skip


def installed_browsers() -> list[Browser]:
    """The browsers that can verify a page, in the order in which they are to be tried."""
    found = ((known, _program_of(known)) for known in _KNOWN)
    return [
        Browser(known.name, known.family, program, _is_snap(program)) for known, program in found if program is not None
    ]


def missing_browser() -> str:
    """Why no page can be verified here, in words; for a computer without `installed_browsers`."""
    boxed = [known.name for known in _KNOWN if _is_flatpak(known)]
    if boxed:
        return tr("{browser} is installed as a Flatpak only, which reads no files of others", browser=boxed[0])
    return tr("no Chromium, Chrome, Edge or Firefox is installed")


def browser_remedy() -> str:
    """How a browser that verifies pages gets onto this computer."""
    if sys.platform.startswith("linux"):
        return tr("Debian: apt install {browser}; Ubuntu: snap install {browser}", browser="chromium")
    return tr("Install Chrome, Edge or Firefox.")


def _program_of(known: _Known) -> Path | None:
    return next((path for path in _candidates(known) if path.is_file() and os.access(path, os.X_OK)), None)


def _candidates(known: _Known) -> Iterator[Path]:
    of_system: dict[str, Callable[[_Known], Iterator[Path]]] = {"darwin": _on_mac, "win32": _on_windows}
    return of_system.get(sys.platform, _on_linux)(known)


def _on_linux(known: _Known) -> Iterator[Path]:
    for command in known.commands:
        found = shutil.which(command)
        # A Flatpak reads only what its user lets it: the page is not among that.
        if found and not any(_is_below(Path(found), folder) for folder in _flatpak_folders()):
            yield Path(found)
    yield from map(Path, known.on_linux)


def _on_mac(known: _Known) -> Iterator[Path]:
    for folder in (Path("/Applications"), *_in_home("Applications")):
        yield folder / known.on_mac


def _on_windows(known: _Known) -> Iterator[Path]:
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if folder := os.environ.get(variable):
            yield Path(folder) / known.on_windows


def _in_home(*parts: str) -> list[Path]:
    """A path in the user's home, in a list; an empty one where the system knows no home."""
    try:
        return [Path.home().joinpath(*parts)]
    except RuntimeError:
        return []


def _flatpak_folders() -> list[Path]:
    return [place for folder in _FLATPAKS for place in ([folder] if folder.is_absolute() else _in_home(str(folder)))]


def _is_flatpak(known: _Known) -> bool:
    return any((folder / known.flatpak).exists() for folder in _flatpak_folders())


def _is_snap(program: Path) -> bool:
    return any(_is_below(path, folder) for path in (program, program.resolve()) for folder in _SNAPS)


def _is_below(path: Path, folder: Path) -> bool:
    return folder in path.parents
