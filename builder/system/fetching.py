"""Finds what comes from elsewhere (`downloads.py`): beside Litecrate, in the user's cache, or fetched by pip."""

import os
import tempfile
from importlib.resources import files
from pathlib import Path

from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr
from builder.system.cancellation import CancelToken
from builder.system.downloads import BESIDE, Download, is_whole, pip_argv, unpacked
from builder.system.environment import clean_environment, temporary_in
from builder.system.process import Command, LineReader, Outcome, run
from builder.system.stamped_cache import Entry, StampedCache

# The user's own settings of pip and of the way to the network; nothing else of their environment takes part.
_OF_PIP = ("PIP_", "SSL_CERT_")
_OF_THE_NETWORK = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE"}


def found(download: Download, cache: Path) -> Path | None:
    """The file where it is here already, with the right content; None where it is not.

    Raises:
        LitecrateError: Others may have put things into the cache, see `check_private`.
        OSError: The file system does not say.
    """
    beside = Path(str(files(BESIDE[0]))).joinpath(*BESIDE[1:], download.file)
    if is_whole(beside, download):
        return beside
    kept = _kept(download, cache).find(_stamp(download))
    return None if kept is None else kept.folder / download.file


def fetched(download: Download, cache: Path, token: CancelToken, on_line: LineReader) -> Path:
    """The file; it is fetched from PyPI where it is not here, once, and its hash is checked.

    Args:
        download: What.
        cache: The user's cache folder.
        token: Ends the work when cancelled.
        on_line: Receives the lines of the log.

    Raises:
        CancelledError: The work was cancelled.
        LitecrateError: It is not here and cannot be fetched, or the cache cannot be relied on.
    """
    here = found(download, cache)
    if here is not None:
        return here
    kept, stamp = _kept(download, cache), _stamp(download)

    def waiting() -> None:
        pass  # the step that asks shows that it compiles the runner

    with kept.making(stamp, token, waiting):
        entry = kept.find(stamp)
        if entry is None:
            on_line(tr("{name} is fetched from PyPI, once.", name=download.name))
            raw = _from_pypi(download, token, on_line)
            entry = kept.put(stamp, lambda folder: (folder / download.file).write_bytes(raw))
        return entry.folder / download.file


def _kept(download: Download, cache: Path) -> StampedCache:
    def whole(entry: Entry) -> bool:
        return is_whole(entry.folder / download.file, download)

    return StampedCache(cache, "downloads", (download.file,), whole=whole)


def _stamp(download: Download) -> dict[str, str]:
    return {"name": download.name, "version": download.version, "sha256": download.sha256}


def _from_pypi(download: Download, token: CancelToken, on_line: LineReader) -> bytes:
    with tempfile.TemporaryDirectory(prefix="litecrate-") as name:
        folder = Path(name)
        requirements = folder / "requirements.txt"
        requirements.write_text(download.requirement + "\n", encoding="utf-8")
        command = Command(pip_argv(requirements, folder), folder, _environment(folder))
        outcome = run(command, token, on_line=on_line)
        if not outcome.ok:
            raise _not_fetched(download, _last_words(outcome))
        try:
            return unpacked(folder, download)
        except (ValueError, LookupError, OSError) as error:
            raise _not_fetched(download, str(error)) from error


def _environment(folder: Path) -> dict[str, str]:
    let_through = {
        name: value
        for name, value in os.environ.items()
        if name.upper().startswith(_OF_PIP) or name.upper() in _OF_THE_NETWORK
    }
    return clean_environment({**let_through, **temporary_in(folder)})


def _last_words(outcome: Outcome) -> str:
    said = [line.strip() for line in outcome.errors.splitlines() if line.strip()]
    errors = [line for line in said if line.startswith("ERROR:")]
    return (errors or said or [str(outcome)])[-1].removeprefix("ERROR:").strip()


def _not_fetched(download: Download, why: str) -> LitecrateError:
    return LitecrateError(
        tr("{name} could not be fetched from PyPI", name=download.name),
        why=tr("It becomes part of every program, is not on this computer yet, and pip says: {why}", why=why),
        remedy=tr(
            "Connect this computer to the internet and try again; it is fetched once. Or install Litecrate from its "
            "wheel, which brings it along."
        ),
        code=ExitCode.STEP_FAILED,
    )
