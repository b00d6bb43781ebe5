"""Output of the command line: progress and errors on stderr, results and JSON events on stdout."""

import errno
import os
import sys
from pathlib import Path
from typing import assert_never

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from builder.core.errors import ExitCode, LitecrateError
from builder.core.visible import visible, visible_json
from builder.core.words import tr
from builder.events import (
    Event,
    JobFinished,
    JobStarted,
    LogLine,
    StepFinished,
    StepProgress,
    StepStarted,
)

_CLOSED_PIPE = 141  # 128 + SIGPIPE (13), as shells report a program that was killed by it


def stderr_console() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())


def print_line(text: str) -> None:
    """Prints lines on stdout and flushes.

    Raises:
        LitecrateError: Stdout cannot be written (full disk), or was closed from the start.
        SystemExit: The reader has closed the pipe; no message, as for other programs.
    """
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except OSError as error:
        # What could not be written is still buffered: without this the interpreter would try again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise SystemExit(_CLOSED_PIPE) from None
        raise _cannot_print(error) from None


def check_output() -> None:
    """Raises LitecrateError where stdout was closed from the start, before work whose result could not be printed."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    if fcntl.fcntl(1, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        raise _cannot_print(OSError(errno.EBADF, os.strerror(errno.EBADF)))


def _cannot_print(error: OSError) -> LitecrateError:
    return LitecrateError(
        tr("The result cannot be printed"),
        why=tr("Writing to standard output failed: {error}.", error=error.strerror or error),
        remedy=tr("Free some space, or send the output somewhere else."),
        code=ExitCode.NO_OUTPUT,
    )


def say_path(path: Path) -> None:
    """Prints a path on stdout: unchanged for programs, with control characters escaped for a terminal."""
    print_line(visible(str(path)) if sys.stdout.isatty() else str(path))


def json_sink(event: Event) -> None:
    """Event reader that writes one JSON object a line to stdout, flushed."""
    sys.stdout.write(visible_json(event.model_dump_json()) + "\n")
    sys.stdout.flush()


class TerminalSink:
    """Event reader that shows the steps on stderr: live bars in a terminal, one line a step elsewhere."""

    def __init__(self, console: Console, *, verbose: bool = False) -> None:
        self._console = console
        self._verbose = verbose
        self._bars: dict[str, TaskID] = {}
        self._titles: dict[str, str] = {}
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", style="dim", markup=False),
            console=console,
            transient=False,
            disable=not console.is_terminal,
        )

    def __call__(self, event: Event) -> None:
        match event:
            case JobStarted():
                self._titles = {step.id: step.title for step in event.steps}
                self._progress.start()
            case StepStarted():
                if self._console.is_terminal:
                    self._bars[event.step] = self._progress.add_task(event.title, total=1.0, note="")
            case StepProgress():
                self._show(event)
            case LogLine():
                if event.level in {"warning", "error"} or self._verbose:
                    self._console.print(event.text, markup=False, style=_STYLES.get(event.level, ""))
            case StepFinished():
                self._end(event)
            case JobFinished():
                self._progress.stop()
            case _:
                assert_never(event)

    def _show(self, event: StepProgress) -> None:
        bar = self._bars.get(event.step)
        if bar is not None:
            note = event.text if event.total is None else f"{event.text} ({event.done} of {event.total})"
            self._progress.update(bar, completed=event.fraction or None, note=note[:60])

    def _end(self, event: StepFinished) -> None:
        bar = self._bars.get(event.step)
        if bar is not None:
            self._progress.update(bar, completed=1.0 if event.status == "ok" else None, note=event.status)
            self._progress.stop_task(bar)
        else:
            title = self._titles.get(event.step, event.step)
            self._console.print(f"{title}: {event.status}, {event.seconds:.1f} s", markup=False)


_STYLES = {"warning": "yellow", "error": "red", "debug": "dim"}


def print_error(error: LitecrateError, log: str | None = None) -> None:
    """Prints the three lines of an error on stderr, and the path of the log."""
    for line in [*error.lines(), *([f"log: {log}"] if log else [])]:
        sys.stderr.write(visible(line) + "\n")
    sys.stderr.flush()
