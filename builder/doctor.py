"""Checks of this machine for `litecrate doctor`: each requirement, what was found, and a remedy."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from builder.core.errors import LitecrateError
from builder.core.figures import in_language
from builder.core.platforms import PLATFORM_NAMES, PLATFORMS, this_platform
from builder.core.words import tr
from builder.sessions.confinement_report import confined_words, try_confinement
from builder.system.browsers.installed import browser_remedy, installed_browsers, missing_browser
from builder.system.downloads.fetching import size_of, title_of
from builder.system.downloads.table import LITERT_JS, MICROSOFT, RUNTIMES, WUFFS, Download
from builder.system.emulators import missing_for
from builder.system.toolbox import Toolbox, package_folder, version_of
from builder.system.user_folders import private_folder

_FETCH = "litecrate fetch --all"
_NEEDED_BYTES = 2_000_000_000  # chosen: the compiler's cache and the workspace of one export, with room to spare


class Requirement(BaseModel):
    """One requirement of an export, with the result of its check.

    Attributes:
        id: Its key, for programs.
        title: What it is.
        ok: Whether it is there.
        needed: Whether nothing works without it; the others make results better.
        detail: What was found.
        remedy: What to do when it is not there.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    ok: bool
    needed: bool = True
    detail: str
    remedy: str = ""


def check_machine() -> list[Requirement]:
    """Checks every requirement; quick, since nothing large is imported or compiled for it."""
    tools = Toolbox()
    found = [
        _tool("compiler", tr("C++ compiler (Zig)"), lambda: f"{tools.zig.version}"),
        _tool("cmake", "CMake", lambda: tools.cmake.version),
        _tool("ninja", "Ninja", lambda: tools.ninja.version),
        _tool("runtime", tr("LiteRT runtime"), lambda: tools.runtime.version),
    ]
    for key, title, module, distribution in (
        ("tensorflow", "TensorFlow", "tensorflow", "tensorflow"),
        ("tf_keras", tr("Keras 2 for older files"), "tf_keras", "tf_keras"),
        ("quantizer", tr("LiteRT quantizer"), "litert_quantizer", "litert-quantizer"),
        ("pyinstaller", "PyInstaller", "PyInstaller", "pyinstaller"),
        ("pillow", "Pillow", "PIL", "pillow"),
    ):
        found.append(_package(key, title, module, distribution))
    found += [
        *_downloads(tools),
        _writable(tools.cache),
        _space(tools.cache),
        _strip(),
        _confinement(),
        *_emulators(),
        _browser(),
    ]
    return found


def _tool(key: str, title: str, version: Callable[[], str]) -> Requirement:
    try:
        return Requirement(id=key, title=title, ok=True, detail=version())
    except LitecrateError as error:
        return Requirement(id=key, title=title, ok=False, detail=error.why, remedy=error.remedy)


def _package(key: str, title: str, module: str, distribution: str) -> Requirement:
    there = package_folder(module) is not None
    return Requirement(
        id=key,
        title=title,
        ok=there,
        detail=version_of(distribution) if there else tr("not installed"),
        remedy="" if there else tr("Run: {command}", command=f"{sys.executable} -m pip install {distribution}"),
    )


def _download(key: str, title: str, tools: Toolbox, download: Download, use: str) -> Requirement:
    """Something that comes from elsewhere; the first export that needs it fetches it where it is not here."""
    try:
        there = tools.has(download)
    except (LitecrateError, OSError):  # the line about the cache says why
        there = False
    return Requirement(
        id=key,
        title=title,
        ok=there,
        needed=False,
        detail=download.version if there else tr("fetched by {use}, {size}", use=use, size=size_of(download)),
        remedy="" if there else tr("Connect this computer to the internet for that, or run: {command}", command=_FETCH),
    )


def _downloads(tools: Toolbox) -> list[Requirement]:
    found = [_download("wuffs", tr("Picture decoders (Wuffs)"), tools, WUFFS, tr("the first export"))]
    for_pages = tr("the first export of a web page")
    found.append(_download("litert-js", title_of(LITERT_JS), tools, LITERT_JS, for_pages))
    for platform, download in RUNTIMES.items():
        if platform != this_platform():
            first = tr("the first export for {platform}", platform=PLATFORM_NAMES[platform])
            found.append(_download(f"runtime-{platform}", title_of(download), tools, download, first))
    first = tr("the first export for {platform}", platform=PLATFORM_NAMES["windows-x64"])
    found.append(_download("msvc-runtime", title_of(MICROSOFT), tools, MICROSOFT, first))
    return found


def _emulators() -> list[Requirement]:
    """What starts programs for other platforms here; without it they are made and not run."""
    found = []
    for platform in PLATFORMS:
        missing = missing_for(platform)
        if platform == this_platform() or (missing is not None and not missing.remedy):
            continue
        found.append(
            Requirement(
                id=f"runs-{platform}",
                title=tr("Running programs for {platform}", platform=PLATFORM_NAMES[platform]),
                ok=missing is None,
                needed=False,
                detail=tr("found") if missing is None else missing.why,
                remedy="" if missing is None else missing.remedy,
            )
        )
    return found


def _browser() -> Requirement:
    """The browser that runs pages to verify them; the first one that starts does."""
    found = installed_browsers()
    return Requirement(
        id="browser",
        title=tr("Running web pages"),
        ok=bool(found),
        needed=False,
        detail=", ".join(f"{browser.name} ({browser.program})" for browser in found) or missing_browser(),
        remedy="" if found else browser_remedy(),
    )


def _existing(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.parents) if parent.exists())


def _writable(folder: Path) -> Requirement:
    try:
        with tempfile.TemporaryFile(dir=private_folder(folder, "cache")):
            pass
    except LitecrateError as error:
        title = tr("Folder for compiled parts")
        return Requirement(id="cache", title=title, ok=False, detail=error.why, remedy=error.remedy)
    except OSError as error:
        return Requirement(
            id="cache", title=tr("Folder for compiled parts"), ok=False, detail=f"{folder}: {error.strerror}",
            remedy=tr("Make it writable, or set XDG_CACHE_HOME to a folder that is."),
        )  # fmt: skip
    return Requirement(id="cache", title=tr("Folder for compiled parts"), ok=True, detail=str(folder))


def _space(folder: Path) -> Requirement:
    free = shutil.disk_usage(_existing(folder)).free
    return Requirement(
        id="space",
        title=tr("Free disk space"),
        ok=free >= _NEEDED_BYTES,
        detail=tr("{size} GB free", size=in_language(f"{free / 1e9:.1f}")),
        remedy="" if free >= _NEEDED_BYTES else tr("Free about 2 GB."),
    )


def _strip() -> Requirement:
    there = shutil.which("strip") is not None
    return Requirement(
        id="strip",
        title=tr("strip (smaller one-file programs)"),
        ok=there,
        needed=False,
        detail=tr("found") if there else tr("not found"),
        remedy="" if there else tr("Install binutils (Debian: apt install binutils)."),
    )


def _confinement() -> Requirement:
    """Confinement of children that open models; optional, since a file is scanned before it is opened anyway."""
    confined = try_confinement()
    return Requirement(
        id="confinement",
        title=tr("Confinement of models"),
        ok=bool(confined.landlock),
        needed=False,
        detail=confined_words(confined) or tr("none"),
        remedy=""
        if confined.landlock
        else tr(
            "Use Linux 5.19 or newer with Landlock switched on; until then, open only models whose origin you know."
        ),
    )
