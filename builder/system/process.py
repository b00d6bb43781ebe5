"""Starts, watches and ends programs; the only module that does.

Every program runs in a session of its own, behind a guard (`builder/system/guard.py`) that ends the session when this
process ends, in whatever way. Commands are argv lists, never a shell; output is UTF-8, other bytes are shown escaped;
an ended program is a value (`Outcome`). Cancelling is closing the guards' pipes, which never blocks.
"""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from builder.core.figures import in_language
from builder.core.words import tr
from builder.system.cancellation import CancelToken
from builder.system.environment import clean_environment

GRACE_SECONDS = 1.0  # between asking and killing: with it, cancelling stays below two seconds
_GUARD = Path(__file__).with_name("guard.py")
_SENTINEL = _GUARD.with_name("sentinel.py")
_LONGEST_LINE = 64 * 1024  # a longer one comes in pieces, so that an endless one fills no memory
_POSIX = os.name == "posix"

LineReader = Callable[[str], None]


def ignore_line(line: str) -> None:
    """A `LineReader` that drops what a tool says."""
    del line


@dataclass(frozen=True)
class Command:
    """A program to run.

    Attributes:
        argv: Program and arguments.
        folder: Working folder; the current one if None.
        environment: The complete environment, or None for this process's own, cleaned (`clean_environment`).
        nice: How much the program yields to others (POSIX niceness).
    """

    argv: tuple[str, ...]
    folder: Path | None = None
    environment: Mapping[str, str] | None = None
    nice: int = 0

    def __str__(self) -> str:
        return shlex.join(self.argv)


@dataclass(frozen=True)
class Outcome:
    """Outcome of a program that has ended.

    Attributes:
        command: What ran.
        code: Exit code; 128 + n when signal n ended it.
        output: What it wrote to stdout.
        errors: The last lines of what it wrote to stderr.
        seconds: Wall time.
    """

    command: Command
    code: int
    output: str
    errors: str
    seconds: float

    @property
    def ok(self) -> bool:
        return self.code == 0

    def __str__(self) -> str:
        program, seconds = Path(self.command.argv[0]).name, in_language(f"{self.seconds:.1f}")
        if self.code == 0:
            return tr("{program} ended well after {seconds} s", program=program, seconds=seconds)
        if self.code > 128:
            return tr(
                "{program} was ended by signal {number} after {seconds} s",
                program=program,
                number=self.code - 128,
                seconds=seconds,
            )
        return tr(
            "{program} ended with exit code {code} after {seconds} s", program=program, code=self.code, seconds=seconds
        )


class Running:
    """A running program with its pipes. As a context manager it ends the program on leaving.

    Args:
        command: What to start.
        token: Ends the program when cancelled.
        stdin: Whether it has a pipe as its stdin; else it reads nothing.

    Raises:
        OSError: It could not be started.
    """

    def __init__(self, command: Command, token: CancelToken, *, stdin: bool = False) -> None:
        self.command = command
        self._token = token
        self._hold: int | None = None
        self._lock = threading.Lock()
        self._process = self._start(command, subprocess.PIPE if stdin else subprocess.DEVNULL)
        token.add(self)

    def _start(self, command: Command, stdin: int) -> "subprocess.Popen[bytes]":
        environment = clean_environment() if command.environment is None else dict(command.environment)
        argv: tuple[str, ...] = command.argv
        watch: tuple[int, ...] = ()
        if _POSIX:
            watched, self._hold = os.pipe()
            watch = (watched,)
            guard = (sys.executable, "-I", "-S", str(_GUARD), str(watched), str(command.nice), str(GRACE_SECONDS))
            argv = (*guard, *command.argv)
        try:
            return subprocess.Popen(
                argv,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=command.folder,
                env=environment,
                pass_fds=watch,
                start_new_session=_POSIX,
            )
        finally:
            for descriptor in watch:
                os.close(descriptor)

    @property
    def pid(self) -> int:
        """Process id of the guard where there is one, else of the program."""
        return self._process.pid

    @property
    def stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    @property
    def stderr(self) -> IO[bytes]:
        assert self._process.stderr is not None
        return self._process.stderr

    def end(self) -> None:
        """Asks the program's session to end, and has it killed after the grace time. Returns at once."""
        with self._lock:
            if self._hold is not None:
                os.close(self._hold)
                self._hold = None
            elif not _POSIX and self._process.poll() is None:
                self._process.kill()

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def wait(self, seconds: float | None = None) -> int:
        """Waits for the end of the program; returns the exit code, 128 + n for signal n.

        Raises:
            TimeoutError: The program still runs after so many seconds.
        """
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error
        self._token.discard(self)
        self.end()
        return code if code >= 0 else 128 - code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        self.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()


class RunWhenKilled:
    """Starts a program when this process has been killed, unless it was cancelled before.

    Where the system cannot do this the program never runs, and the next start of Litecrate does its work.
    """

    def __init__(self, argv: tuple[str, ...]) -> None:
        self._hold: int | None = None
        if not _POSIX:
            return
        watched, self._hold = os.pipe()
        try:
            self._process = subprocess.Popen(
                (sys.executable, "-I", "-S", str(_SENTINEL), str(watched), *argv),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=clean_environment(),
                pass_fds=(watched,),
                start_new_session=True,
            )
        except OSError:  # no more processes: then the next start does it
            os.close(self._hold)
            self._hold = None
        finally:
            os.close(watched)

    def cancel(self) -> None:
        """Ends the waiting process; the program is not started."""
        if self._hold is not None:
            with contextlib.suppress(OSError):  # somebody ended it
                os.write(self._hold, b"x")
            os.close(self._hold)
            self._hold = None
            self._process.wait()


def interrupt(pid: int) -> None:
    """Sends SIGINT to a program, as Ctrl+C does; does nothing where there is no such signal (close its stdin there)."""
    if _POSIX:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)


def text_of(raw: bytes) -> str:
    """A line or a whole output as text; what is not UTF-8 is shown escaped."""
    return raw.decode("utf-8", "backslashreplace").rstrip("\r\n")


def read_lines(stream: IO[bytes], reader: LineReader) -> threading.Thread:
    """Starts a thread that hands every line of a stream to `reader` until the stream ends."""

    def pump() -> None:
        while raw := stream.readline(_LONGEST_LINE):
            reader(text_of(raw))

    thread = threading.Thread(target=pump, daemon=True)
    thread.start()
    return thread


def run(
    command: Command, token: CancelToken, *, on_line: LineReader, capture: bool = False, tail_lines: int = 60
) -> Outcome:
    """Runs a program to its end.

    Args:
        command: What to run.
        token: Ends it when cancelled.
        on_line: Receives every line of stderr, and of stdout unless it is captured. Called from two threads.
        capture: Keep stdout as `Outcome.output` instead.
        tail_lines: How many of the last lines `Outcome.errors` keeps.

    Raises:
        CancelledError: The token was cancelled before or while the program ran.
    """
    token.check()
    on_line(f"$ {command}")
    captured: list[str] = []
    last: list[str] = []

    def show(line: str) -> None:
        last.append(line)
        del last[:-tail_lines]
        on_line(line)

    started = time.monotonic()
    with Running(command, token) as running:
        threads = [
            read_lines(running.stdout, captured.append if capture else show),
            read_lines(running.stderr, show),
        ]
        code = running.wait()
        for thread in threads:
            thread.join()
    token.check()
    if code:
        on_line(f"= signal {code - 128}" if code > 128 else f"= exit code {code}")
    return Outcome(command, code, "\n".join(captured), "\n".join(last), time.monotonic() - started)
