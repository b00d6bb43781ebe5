"""Finds what comes from elsewhere (`table.py`): beside Litecrate, in the user's cache, or fetched by pip or npm."""

import os
import tempfile
import zipfile
from importlib.resources import files
from pathlib import Path

from builder.core.errors import ExitCode, LitecrateError
from builder.core.figures import human_bytes
from builder.core.platforms import PLATFORM_NAMES, this_platform
from builder.core.words import tr
from builder.system.cancellation import CancelToken
from builder.system.downloads.archives import is_whole, npm_argv, npm_here, npm_of, pip_argv, unpacked
from builder.system.downloads.table import BESIDE, DOWNLOADS, NODE, RUNTIMES, Download
from builder.system.environment import clean_environment, temporary_in
from builder.system.process import Command, LineReader, Outcome, run
from builder.system.stamped_cache import StampedCache

# The user's own settings of pip, of npm and of the way to the network; nothing else of their environment takes part.
_OF_PIP_AND_NPM = ("PIP_", "SSL_CERT_", "NPM_CONFIG_")
_OF_THE_NETWORK = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"}
_NPMS_LOG = "A complete log of this run"
_ERRORS = ("ERROR:", "npm error")  # of pip and of npm, at the beginning of a line


def found(download: Download, cache: Path) -> Path | None:
    """The folder with its files where they are here already, with the right content; None where they are not.

    Raises:
        LitecrateError: Others may have put things into the cache, see `check_private`.
        OSError: The file system does not say.
    """
    beside = Path(str(files(BESIDE[0]))).joinpath(*BESIDE[1:])
    if _all_whole(beside, download):
        return beside
    kept = _kept(download, cache).find(_stamp(download))
    return None if kept is None else kept.folder


def fetched(download: Download, cache: Path, token: CancelToken, on_line: LineReader) -> Path:
    """The folder with its files; they are fetched where they are not here, once, and their hashes checked.

    Args:
        download: What.
        cache: The user's cache folder.
        token: Ends the work when cancelled.
        on_line: Receives the lines of the log.

    Raises:
        CancelledError: The work was cancelled.
        LitecrateError: They are not here and cannot be fetched, or the cache cannot be relied on.
    """
    here = found(download, cache)
    if here is not None:
        return here
    kept, stamp = _kept(download, cache), _stamp(download)

    def waiting() -> None:
        pass  # the step that asks shows that it compiles the runner

    def fetch(folder: Path) -> None:
        words = tr("{name} is fetched from {place}, once: {size}.")
        on_line(words.format(name=title_of(download), place=download.published, size=size_of(download)))
        for name, raw in _fetched_files(download, token, on_line).items():
            (folder / name).write_bytes(raw)

    return kept.find_or_make(stamp, fetch, token, waiting).folder


def title_of(download: Download) -> str:
    """What people read for it, with the platform that it is for: "LiteRT (Windows x64)"."""
    platform = next((platform for platform, one in RUNTIMES.items() if one is download), "")
    return f"{download.name} ({PLATFORM_NAMES[platform]})" if platform else download.name


def size_of(download: Download) -> str:
    """The size of what is fetched, in words."""
    return human_bytes(download.archive_bytes)


def _all_whole(folder: Path, download: Download) -> bool:
    return all(is_whole(folder / member.file, member) for member in download.members)


def _kept(download: Download, cache: Path) -> StampedCache:
    names = tuple(member.file for member in download.members)
    return StampedCache(cache, "downloads", names, whole=lambda entry: _all_whole(entry.folder, download))


def _stamp(download: Download) -> dict[str, str]:
    return {"name": download.name, "version": download.version, "sha256": download.archive_sha256}


def _fetched_files(download: Download, token: CancelToken, on_line: LineReader) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="litecrate-") as name:
        folder = Path(name)
        try:
            if download.published == "npm":
                _by_npm(download, folder, token, on_line)
            else:
                _by_pip(download, folder, token, on_line)
            return unpacked(folder, download)
        except (ValueError, LookupError, OSError, zipfile.BadZipFile) as error:
            raise _not_fetched(download, str(error)) from error


def _by_pip(download: Download, folder: Path, token: CancelToken, on_line: LineReader) -> None:
    """Puts an archive from PyPI into a folder."""
    requirements = folder / "requirements.txt"
    requirements.write_text(download.requirement + "\n", encoding="utf-8")
    _run(download, pip_argv(requirements, folder, download.tag), folder, token, on_line)


def _by_npm(download: Download, folder: Path, token: CancelToken, on_line: LineReader) -> None:
    """Puts an archive from npm into a folder; where this computer has no npm, one is fetched for that from PyPI."""
    npm = npm_here()
    if not npm:
        node = NODE[this_platform()]
        on_line(tr("npm is not on this computer, so it is fetched from PyPI for that: {size}.", size=size_of(node)))
        _by_pip(node, folder, token, on_line)
        npm = npm_of(folder / node.archive, folder)
    _run(download, npm_argv(npm, download, folder), folder, token, on_line)


def _run(download: Download, argv: tuple[str, ...], folder: Path, token: CancelToken, on_line: LineReader) -> None:
    outcome = run(Command(argv, folder, _environment(folder)), token, on_line=on_line)
    if not outcome.ok:
        raise _not_fetched(download, _last_words(outcome))


def _environment(folder: Path) -> dict[str, str]:
    let_through = {
        name: value
        for name, value in os.environ.items()
        if name.upper().startswith(_OF_PIP_AND_NPM) or name.upper() in _OF_THE_NETWORK
    }
    return clean_environment({**let_through, **temporary_in(folder)})


def _last_words(outcome: Outcome) -> str:
    said = [line.strip() for line in outcome.errors.splitlines() if line.strip()]
    errors = [line for line in said if line.startswith(_ERRORS) and _NPMS_LOG not in line]
    found = (errors or said or [str(outcome)])[-1]
    return next((found.removeprefix(mark).strip() for mark in _ERRORS if found.startswith(mark)), found)


def _not_fetched(download: Download, why: str) -> LitecrateError:
    remedy = tr("Connect this computer to the internet and try again; it is fetched once.")
    if download in DOWNLOADS:
        remedy = f"{remedy} {tr('Or install Litecrate from its wheel, which brings it along.')}"
    words = tr("It becomes part of the program, is not on this computer yet, and {tool} says: {why}")
    return LitecrateError(
        tr("{name} could not be fetched from {place}", name=title_of(download), place=download.published),
        why=words.format(tool="npm" if download.published == "npm" else "pip", why=why),
        remedy=remedy,
        code=ExitCode.STEP_FAILED,
    )
