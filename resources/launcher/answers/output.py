"""Where answers go: standard output, progress on a terminal, and a CSV file that appears only when it is whole."""

import contextlib
import errno
import os
import sys
from collections.abc import Callable
from time import monotonic
from typing import Any, Self

from resources.launcher.answers.streams import open_missing_streams
from resources.launcher.answers.visible import visible, visible_json
from resources.launcher.errors import LauncherError, OutputError, UsageError
from resources.launcher.pipe import Answer

# What a shell reports for a program that writes to a closed pipe.
_CLOSED_PIPE = 141


def prepare_streams() -> None:
    """Makes both streams able to show any file name, whatever the system's encoding is."""
    open_missing_streams()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def print_line(text: str) -> None:
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
            do="Free some space, or send them somewhere else.",
        ) from None


def say_json(head: dict[str, Any], answer: dict[str, Any]) -> None:
    """One JSON object as a line: the members of `head` (one at least) and those of an answer as the runner wrote it."""
    import json

    def dumped(value: dict[str, Any]) -> str:
        return json.dumps(value, ensure_ascii=False)

    # Outside UTF-8 a replaced character would be no valid JSON, an escape is.
    plain = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = answer.text if isinstance(answer, Answer) else dumped(answer)
    say(visible_json(f"{dumped(head)[:-1]}, {text.strip()[1:]}", ascii_only=not plain))


def remark(note: str, about: str) -> None:
    """What a person should know of how a file was read, on standard error."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{visible(f'note: {about}: {note}.')}\n")
        sys.stderr.flush()


def print_failure(failure: LauncherError, about: str = "") -> None:
    """The failure's three lines on standard error."""
    with contextlib.suppress(OSError):
        sys.stderr.write("".join(f"{visible(line)}\n" for line in failure.lines(about)))
        sys.stderr.flush()


class Progress:
    """ "3 of 20, 12 a second, 2 s left" with a bar on standard error, when that is a terminal.

    The line is wiped before anything else is written to a terminal, and shown again with the next step.

    Args:
        total: How many files there are.
        clock: Seconds.
    """

    _BAR = 20
    _SECONDS_BETWEEN = 0.1

    def __init__(self, total: int, clock: Callable[[], float] = monotonic) -> None:
        self._total = total
        self._clock = clock
        self._begun = self._last = clock()
        self._answers = 0
        self._text = ""
        self._shown = 0
        self._active = sys.stderr.isatty()
        self._shares_terminal = sys.stdout.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wipe()

    def before_answer(self) -> None:
        """Makes room for an answer, where answers go to a terminal too."""
        if self._shares_terminal:
            self.wipe()

    def answered(self, place: int) -> None:
        """Shows that one more answer was given, of the file number `place` (from 0 on)."""
        self._answers += 1
        if not self._active:
            return
        now = self._clock()
        if now - self._last >= self._SECONDS_BETWEEN:
            self._last = now
            self._text = self._told(place, now - self._begun)
            self.wipe()
        if self._text and not self._shown:
            sys.stderr.write("\r" + self._text)
            sys.stderr.flush()
            self._shown = len(self._text)

    def wipe(self) -> None:
        """Clears the line."""
        if self._shown:
            sys.stderr.write("\r" + " " * self._shown + "\r")
            sys.stderr.flush()
            self._shown = 0

    def _told(self, place: int, seconds: float) -> str:
        rate = self._answers / seconds
        speed = f"{rate:.0f} a second" if rate >= 1.5 else f"{1 / rate:.1f} s each"
        # How many rows a file has is not known before its end.
        if self._total == 1:
            return f"{self._answers} answered, {speed}"
        done = place + 1
        bar = "#" * (self._BAR * done // self._total)
        left = _duration(seconds / done * (self._total - done))
        return f"[{bar:.<{self._BAR}}] {done} of {self._total}, {speed}, {left} left"


def _duration(seconds: float) -> str:
    whole = int(seconds + 0.5)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole // 60 % 60} min"


class CsvFile:
    """A CSV file (UTF-8) that is written beside its place and renamed when it is whole.

    Leaving the context by an exception removes what was written and leaves an older file as it was.

    Raises:
        UsageError: The place does not exist, or holds something that is not a table.
        OutputError: It has no room or may not be written.
    """

    def __init__(self, path: str) -> None:
        self._shown = path
        # A link is followed, so that the rename replaces the file and not the link.
        self._path = os.path.realpath(path)
        if os.path.lexists(self._path) and not _is_table(self._path):
            raise UsageError(
                f"{path} is not replaced",
                why="A file that is not a .csv file has this name.",
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

    def write(self, *rows: list[Any]) -> None:
        """Adds lines."""
        shown = [[visible(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
        self._attempt(lambda: self._writer.writerows(shown))

    def _open(self) -> None:
        self._file = open(self._partial, "x", encoding="utf-8", newline="")  # noqa: SIM115 (closed by __exit__)

    def _publish(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        os.replace(self._partial, self._path)

    def _attempt(self, action: Callable[[], object]) -> None:
        try:
            action()
        except OSError as error:
            raise cannot_be_written(self._shown, error) from None


def cannot_be_written(path: str, error: OSError) -> LauncherError:
    """What to say where `path` cannot be made or takes no more: the place is at fault (`OutputError`), or its name."""
    place = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EFBIG)
    return (OutputError if place else UsageError)(
        f"{path} cannot be written",
        why=f"The system says: {error.strerror or error}.",
        do="Name a file in a folder that exists, has space and may be written to.",
    )


def _is_table(path: str) -> bool:
    return os.path.isfile(path) and path.lower().endswith((".csv", ".tsv", ".txt"))
