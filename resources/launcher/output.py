"""Where answers go: standard output, progress on a terminal, and a CSV file that appears only when it is whole."""

import contextlib
import errno
import os
import sys
from collections.abc import Callable
from typing import Any, Self

from resources.launcher.errors import LauncherError, OutputError, UsageError

# What a shell reports for a program that writes to a closed pipe.
_CLOSED_PIPE = 141


def prepare_streams() -> None:
    """Makes both streams able to show any file name, whatever the system's encoding is."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (it stays open like any stdout)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """One line on standard output, at once. Ends the program quietly when nobody reads it any more."""
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except OSError as error:
        # What could not be written is still buffered: without this the interpreter would try again at its end.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL):
            raise SystemExit(_CLOSED_PIPE) from None
        raise OutputError(
            "The answers cannot be written",
            why=f"The system says: {error.strerror}.",
            do="Make room, or send them elsewhere.",
        ) from None


def say_json(value: dict[str, Any]) -> None:
    """One JSON object as a line."""
    import json

    # Outside UTF-8 a replaced character would be no valid JSON, an escape is.
    plain = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    say(json.dumps(value, ensure_ascii=not plain))


def visible(name: str) -> str:
    """A file's name without characters that would move the cursor or begin a line."""
    return "".join("?" if character < " " or "\x7f" <= character < "\xa0" else character for character in name)


def complain(failure: LauncherError, about: str = "") -> None:
    """The failure's three lines on standard error."""
    with contextlib.suppress(OSError):
        sys.stderr.write("".join(f"{line}\n" for line in failure.lines(visible(about))))
        sys.stderr.flush()


class Progress:
    """ "3 of 20" on standard error, when that is a terminal; the line is wiped before anything else is written."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._shown = 0
        self._active = total > 1 and sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wipe()

    def show(self, done: int) -> None:
        """Replaces what is shown."""
        if self._active:
            text = f"{done} of {self._total}"
            sys.stderr.write("\r" + text)
            sys.stderr.flush()
            self._shown = len(text)

    def wipe(self) -> None:
        """Clears the line."""
        if self._shown:
            sys.stderr.write("\r" + " " * self._shown + "\r")
            sys.stderr.flush()
            self._shown = 0


class CsvFile:
    """A CSV file (UTF-8) that is written beside its place and renamed when it is whole.

    Leaving the context by an exception removes what was written and leaves an older file as it was.

    Raises:
        UsageError: The place cannot be written, or holds something that is not a table.
    """

    def __init__(self, path: str) -> None:
        self._shown = path
        # A link is followed, so that the rename replaces the file and not the link.
        self._path = os.path.realpath(path)
        if os.path.lexists(self._path) and not _is_table(self._path):
            raise UsageError(
                f"{path} is not replaced",
                why="Something else than a .csv file has this name.",
                do="Name a file that ends with .csv or does not exist yet.",
            )
        self._partial = f"{self._path}.partial-{os.getpid()}"

    def __enter__(self) -> Self:
        import csv

        self._attempt(self._open)
        self._writer = csv.writer(self._file)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                self._attempt(self._publish)
        finally:
            with contextlib.suppress(OSError):
                self._file.close()
            with contextlib.suppress(OSError):
                os.unlink(self._partial)

    def write(self, row: list[Any]) -> None:
        """Adds a line."""
        self._attempt(lambda: self._writer.writerow(row))

    def _open(self) -> None:
        # Names that are not UTF-8 keep their bytes.
        self._file = open(  # noqa: SIM115 (closed by __exit__)
            self._partial, "x", encoding="utf-8", errors="surrogateescape", newline=""
        )

    def _publish(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        os.replace(self._partial, self._path)

    def _attempt(self, action: Callable[[], object]) -> None:
        try:
            action()
        except OSError as error:
            raise UsageError(
                f"{self._shown} cannot be written",
                why=f"The system says: {error.strerror or error}.",
                do="Name a file in a folder that exists, has room and may be written.",
            ) from None


def _is_table(path: str) -> bool:
    return os.path.isfile(path) and path.lower().endswith((".csv", ".tsv", ".txt"))
