"""Readers of the event stream for people and programs: lines and bars on stderr, JSON on stdout."""

import sys
from typing import assert_never

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from builder.errors import LitecrateError
from builder.events import (
    Event,
    JobFinished,
    JobStarted,
    LogLine,
    StepFinished,
    StepProgress,
    StepStarted,
)
from builder.job_origin import visible


def stderr_console() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())


def json_sink(event: Event) -> None:
    """One JSON object a line on stdout, flushed."""
    sys.stdout.write(event.model_dump_json() + "\n")
    sys.stdout.flush()


class TerminalSink:
    """Shows the steps on stderr: live bars in a terminal, one line a step elsewhere."""

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
                    self._console.print(_plain(event.text), markup=False, style=_STYLES.get(event.level, ""))
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


def _plain(text: str) -> str:
    """A text that cannot steer the terminal: names in it may be anybody's."""
    return "\n".join(visible(line) for line in text.split("\n"))


_STYLES = {"warning": "yellow", "error": "red", "debug": "dim"}


def print_error(error: LitecrateError, log: str | None = None) -> None:
    """The three lines of a failure on stderr, and where the log is."""
    for line in error.lines():
        sys.stderr.write(_plain(line).encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
    if log:
        sys.stderr.write(f"log: {log}\n")
    sys.stderr.flush()
