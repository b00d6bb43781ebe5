"""Opens what the user named."""

import contextlib
import os
import stat
from collections.abc import Iterator
from typing import IO

from resources.launcher.errors import DecodeError
from resources.launcher.reading.blocks import MAX_PAYLOAD
from resources.launcher.reading.kinds import LOOKED_AT, kind_of


@contextlib.contextmanager
def open_file(path: str | os.PathLike[str]) -> Iterator[tuple[IO[bytes], str]]:
    """An ordinary file at its beginning, and what it holds by its first bytes.

    Raises:
        DecodeError: It is missing, empty, not an ordinary file, or cannot be opened or read.
    """
    try:
        with _ordinary(path) as file:
            start = file.read(LOOKED_AT)
            if not start:
                raise DecodeError("The file is empty", why="It has 0 bytes.", do="Copy or save it again.")
            file.seek(0)
            yield file, kind_of(start)
    except OSError as error:
        raise _unreadable(error) from None


def _ordinary(path: str | os.PathLike[str]) -> IO[bytes]:
    # Looked at before it is opened: opening a pipe would wait for its writer, and a device may begin to work.
    try:
        _refuse_others(os.stat(path))
        # And once more behind the door: something else may have taken its place in between.
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError:
        raise DecodeError("There is no such file", why="The name has a null character.", do="Check the name.") from None
    try:
        _refuse_others(os.fstat(file))
        return os.fdopen(file, "rb")
    except BaseException:
        os.close(file)
        raise


def _refuse_others(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise DecodeError("This is a folder", why="A file is needed here.", do="Name the files in it.")
    if not stat.S_ISREG(status.st_mode):
        raise DecodeError(
            "This is not an ordinary file",
            why="Devices and pipes are not read by their names.",
            do="Save it as a file first, or send it to standard input and name it -.",
        )
    # Files that the system makes while they are read, such as those in /proc, say that they are empty.
    if status.st_size == 0:
        raise DecodeError("The file is empty", why="It has 0 bytes.", do="Copy or save it again.")
    if status.st_size > MAX_PAYLOAD:
        raise DecodeError(
            "The file is too large", why=f"It has {status.st_size:,} bytes.", do=f"Use at most {MAX_PAYLOAD:,} bytes."
        )


def _unreadable(error: OSError) -> DecodeError:
    if isinstance(error, FileNotFoundError):
        return DecodeError("There is no such file", why="Nothing has this name.", do="Check the name and the folder.")
    if isinstance(error, PermissionError):
        return DecodeError("The file cannot be opened", why="Its owner does not allow it.", do="Allow reading it.")
    return DecodeError(
        "The file cannot be read", why=f"The system says: {error.strerror or error}.", do="Copy it to this computer."
    )
