"""A runner that serves its pipe, started like every program of the engine: behind a guard, in a clean environment."""

import signal
from typing import IO

from builder.system.process import LineReader, Running, read_lines

_CLOSE_SECONDS = 5.0
_NOT_STARTED = 127  # the guard's exit code; the system's reason is the last line on stderr


class GuardedRunner:
    """The process that `RunnerPipe` speaks to, over a program that is ended with its cancel token.

    Args:
        running: The runner, with its stdin.
        on_line: Receives what it writes to stderr; called from a thread.
    """

    def __init__(self, running: Running, on_line: LineReader) -> None:
        self._running = running
        self._on_line = on_line
        self._last = ""
        self._code: int | None = None
        self._messages = read_lines(running.stderr, self._heard)

    def _heard(self, line: str) -> None:
        self._last = line
        self._on_line(line)

    @property
    def stdin(self) -> IO[bytes]:
        return self._running.stdin

    @property
    def stdout(self) -> IO[bytes]:
        return self._running.stdout

    @property
    def ended(self) -> bool:
        return self._running.ended

    @property
    def not_started(self) -> str:
        """Reason why the program was not started; "" where it was, or where its end has not been waited for."""
        return self._last.rpartition(": ")[2] if self._code == _NOT_STARTED else ""

    def kill(self) -> None:
        self._running.end()

    def finish(self) -> int:
        """Its exit code, -n for signal n; one that does not end by itself is ended and counts as killed."""
        try:
            code = self._running.wait(_CLOSE_SECONDS)
        except TimeoutError:
            self._running.end()
            self._running.wait()
            code = 128 + signal.SIGKILL
        self._messages.join()
        self._code = code
        return code if code <= 128 else 128 - code
