"""Reads small texts from a zip, also one behind a model in the same file; in memory, nothing goes to a folder."""

import struct
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

_END = b"PK\x05\x06"  # begins a zip's last record, which is 22 bytes and a comment of up to 65,535
_ZIP64, _ZIP64_END = b"PK\x06\x07", b"PK\x06\x06"  # two records right before that, which count beyond 65,535
_BEFORE_END, _ZIP64_SIZE = 76, 56  # bytes: of both, and of the one with the counts
_MOST_MEMBERS = 1_000  # chosen: exporters append a handful
_LARGEST_DIRECTORY = 1_000_000  # bytes; chosen
LARGEST_MEMBER = 4_000_000  # bytes of one text, unpacked; chosen


@dataclass(frozen=True)
class AppendedZip:
    """The texts in a zip.

    Attributes:
        texts: Name to bytes of those that were asked for and could be read.
        broken: Whether there is a zip that could not be read, or one of those could not.
    """

    texts: dict[str, bytes]
    broken: bool = False


def has_appended_zip(path: Path) -> bool:
    """Whether a file ends like a zip with a directory of a usual size."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - 22 - 65_535 - _BEFORE_END, 0))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or at + 22 > len(tail):
        return False
    members, directory = struct.unpack_from("<HI", tail, at + 10)
    before = tail[max(at - _BEFORE_END, 0) : at]
    if before[_ZIP64_SIZE:].startswith(_ZIP64) and before.startswith(_ZIP64_END):  # what its reader goes by
        members, directory = struct.unpack_from("<QQ", before, 32)
    return bool(0 < members <= _MOST_MEMBERS and directory <= _LARGEST_DIRECTORY)


def names_in(path: Path, *, folders: bool = False) -> list[str]:
    """Names of the members of a zip; [] where there is none that can be read.

    Args:
        path: The file that ends with a zip.
        folders: Also of members in folders of it.
    """
    try:
        if not has_appended_zip(path):
            return []
        with zipfile.ZipFile(path) as archive:
            return [name for name in archive.namelist() if folders or not {"/", "\\"} & set(name)]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return []


def texts_in(path: Path, wanted: Collection[str]) -> AppendedZip:
    """Reads members of a zip by their exact names; others are ignored.

    Args:
        path: The file that ends with a zip.
        wanted: The members' names.
    """
    try:
        if not has_appended_zip(path):
            return AppendedZip({})
        with zipfile.ZipFile(path) as archive:
            members = {member.filename: member for member in archive.infolist() if member.filename in wanted}
            texts = {name: _read(archive, member) for name, member in members.items()}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error):
        return AppendedZip({}, broken=True)
    return AppendedZip({name: data for name, data in texts.items() if data is not None}, None in texts.values())


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | None:
    """A member's bytes; None where it is too large or packed in an unusual way."""
    plain = member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} and not member.flag_bits & 1
    if not plain or member.file_size > LARGEST_MEMBER:
        return None
    with archive.open(member) as file:
        data = file.read(LARGEST_MEMBER + 1)
    return data if len(data) <= LARGEST_MEMBER else None
