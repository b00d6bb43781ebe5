"""Checks of files before they are read: only regular files of a limited size, no pipes, devices or sockets."""

import contextlib
import errno
import stat
from itertools import islice
from pathlib import Path

from builder.core.words import tr

MOST_FILES = 100_000  # files in the folder of one model; chosen: with more, another folder was named by mistake


def check_ordinary(path: Path, largest: int | None = None) -> None:
    """Raises an error for a pipe, device or socket, which could block or never end, and for too large a file.

    Args:
        path: The file that is going to be read.
        largest: Most bytes; None for any size.

    Raises:
        OSError: It does not exist, is no regular file, or is too large; `strerror` is a translated sentence.
    """
    try:
        found = path.stat()
    except ValueError:  # a NUL in the name
        raise OSError(errno.EINVAL, tr("Its name has a character that no file's name can have")) from None
    if stat.S_ISDIR(found.st_mode):
        raise OSError(errno.EISDIR, tr("It is a folder"))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, tr("It is a device or a pipe, not a file"))
    if largest is not None and found.st_size > largest:
        megabytes = f"{found.st_size / 1e6:.0f}"
        raise OSError(errno.EFBIG, tr("It has {n} MB, too much for a file of this kind", n=megabytes))


def bytes_in(*paths: Path) -> int:
    """Sum of the bytes of files and of all files in folders, of at most `MOST_FILES` entries for each folder."""
    total = 0
    for path in paths:
        with contextlib.suppress(OSError):
            files = islice(path.rglob("*"), MOST_FILES) if path.is_dir() else [path]
            total += sum(file.stat().st_size for file in files if file.is_file())
    return total


def reason_of(error: Exception) -> str:
    """Translated reason why a file could not be read, without a full stop."""
    if isinstance(error, UnicodeDecodeError):
        return tr("It is not UTF-8 text")
    if isinstance(error, RecursionError):
        return tr("It is nested too deeply")
    return str(error.strerror or error) if isinstance(error, OSError) else str(error)


def text_in(path: Path, largest: int, encoding: str = "utf-8", *, links: bool = True) -> str:
    """Reads a text file after `check_ordinary`.

    Args:
        path: Of the file.
        largest: Most bytes.
        encoding: Of the text.
        links: Whether a symlink is followed; False for folders that may come from a stranger.

    Raises:
        OSError: See `check_ordinary`; or it is a link.
        UnicodeDecodeError: It is not text.
    """
    if not links and path.is_symlink():
        raise OSError(errno.ELOOP, tr("It is a link"))
    check_ordinary(path, largest)
    return path.read_text(encoding=encoding)
