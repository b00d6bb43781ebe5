"""Clients of the window's two processes: the helper (inspects models and data) and the engine (exports, compares).

Both speak JSON lines. Their output is read in batches by a timer, so that the window stays responsive however much
they write; a process that dies is reported as an error answer, not as an exception.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from builder.core.errors import ErrorText
from builder.core.words import tr

if TYPE_CHECKING:
    from builder.events import Event, JobFinished
    from ui.tasks.line_process import LineProcess

_BUDGET_MS = 12  # for parsing one batch; chosen: below one frame at 60 Hz (16.7 ms). The rest waits for the next
_EVENT_OPTIONS = ("--own-job", "--events", "json", "--watch-stdin")

Then = Callable[[dict[str, Any]], None]
Otherwise = Callable[[ErrorText], None]
OnProgress = Callable[[int, int, str], None]


def ignore_answer(answer: object) -> None:
    """Callback for requests whose answer is not needed."""
    del answer


@dataclass
class _Question:
    then: Then
    otherwise: Otherwise
    progress: OnProgress | None


class Assistant(QObject):
    """Client of the helper process (`builder.assistant`), started by the first request and again after it died.

    Answers are delivered by callbacks in the window's thread, in the order of the requests.
    """

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder
        self._number = 0
        self._open: dict[int, _Question] = {}
        self._process: LineProcess | None = None

    def warm(self) -> None:
        """Has the helper begin what takes long: the build of the runner, and the import of TensorFlow."""
        self.ask("warm", ignore_answer, ignore_answer, folder=str(self._folder))

    def ask(
        self, task: str, then: Then, otherwise: Otherwise, progress: OnProgress | None = None, **arguments: Any
    ) -> int:
        """Sends a request.

        Args:
            task: Name of a task in builder/assistant/tasks.py.
            then: Called with the result.
            otherwise: Called with the error, also when the helper dies.
            progress: Called with done, total and a translated text.
            arguments: The task's arguments, as JSON values.

        Returns:
            The request's number, for `forget`.
        """
        import json

        if self._process is None:
            self._process = self._started()
        self._number += 1
        self._open[self._number] = _Question(then, otherwise, progress)
        message = {"id": self._number, "task": task, "folder": str(self._folder), **arguments}
        self._process.write(json.dumps(message).encode() + b"\n")
        return self._number

    def forget(self, number: int | None) -> None:
        """Drops a request: its callbacks are not called. The helper still finishes the task."""
        if number is not None:
            self._open.pop(number, None)

    def restart(self) -> None:
        """Ends the helper with all open requests and starts a new one, when its present task is not needed any more."""
        self._open.clear()
        self.end()
        self.warm()

    def end(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process.deleteLater()
            self._process = None

    @property
    def pid(self) -> int | None:
        """Process id of the helper; None when it does not run."""
        return self._process.pid if self._process else None

    def _started(self) -> LineProcess:
        from ui.tasks.line_process import LineProcess

        process = LineProcess(["builder.assistant"], self)
        process.lines.connect(self._answered)
        process.ended.connect(self._died)
        process.start()
        return process

    def _answered(self, lines: list[bytes]) -> None:
        import json

        for line in lines:
            try:
                answer = json.loads(line)
            except ValueError:
                continue
            question = self._open.get(answer.get("id"))
            if question is None:
                continue
            if "progress" in answer:
                step = answer["progress"]
                if question.progress is not None:
                    question.progress(step["done"], step["total"], step["text"])
                continue
            del self._open[answer["id"]]
            if answer["ok"]:
                question.then(answer["result"])
            else:
                question.otherwise(error_of(answer["error"]))

    def _died(self, code: int) -> None:
        said = [line for line in (self._process.errors() if self._process else []) if line.strip()]
        open_questions, self._open = list(self._open.values()), {}
        self.end()
        for question in open_questions:
            question.otherwise(
                ErrorText(
                    what=tr("The helper program stopped"),
                    why=tr("It ended with exit code {code}. {last}", code=code, last=said[-1] if said else ""),
                    do=tr("Try it again; what you chose is still there."),
                )
            )


def error_of(error: dict[str, Any]) -> ErrorText:
    """An error of the helper's answers, see builder/child/protocol.py."""
    return ErrorText(**{key: value for key, value in error.items() if key != "code"})


def export_arguments(job_file: Path, compared: Path | None = None, *, trust: bool = False) -> list[str]:
    """Command of an export: a Python module and its arguments.

    Args:
        job_file: The job; with `trust` it names the sha256 of the trusted model.
        compared: Folder with a compare.json to include in the report.
        trust: The user trusts that model to run code.
    """
    along = [] if compared is None else ["--compared", str(compared)]
    return ["app", "export", str(job_file), *along, *_trusting(trust), *_EVENT_OPTIONS]


def compare_arguments(job_file: Path, limit: float, *, trust: bool = False) -> list[str]:
    """Command of a comparison of all precisions; `limit` (0..1) as in `builder.report.comparison.Comparison`."""
    return ["app", "compare", str(job_file), "--min-agreement", str(limit), *_trusting(trust), *_EVENT_OPTIONS]


def _trusting(trust: bool) -> list[str]:
    return ["--trust"] if trust else []


class EngineRun(QObject):
    """One run of the engine (see `export_arguments`), whose events are parsed and delivered in batches.

    Signals:
        events: A list of events, at most every 33 ms.
        finished: The `JobFinished`; exactly once, last, also when the engine died.
    """

    events = Signal(object)
    finished = Signal(object)

    def __init__(self, arguments: list[str], parent: QObject) -> None:
        from ui.tasks.line_process import BATCH_MS, LineProcess

        super().__init__(parent)
        self._queue: list[bytes] = []
        self._at = 0
        self._last: JobFinished | None = None
        self._cancelled = False
        self._code: int | None = None
        self._process = LineProcess(arguments, self)
        self._process.lines.connect(self._queue_lines)
        self._process.ended.connect(self._ended)
        self._timer = QTimer(self)
        self._timer.setInterval(BATCH_MS)
        self._timer.timeout.connect(self._work)

    def start(self) -> None:
        self._process.start()
        self._timer.start()

    def cancel(self) -> None:
        self._cancelled = True
        self._process.interrupt()

    def end(self) -> None:
        """Interrupts the engine and waits until its process has ended."""
        self._process.interrupt()
        self._process.end()

    @property
    def running(self) -> bool:
        return self._process.running

    @property
    def pid(self) -> int:
        return self._process.pid

    def _queue_lines(self, lines: list[bytes]) -> None:
        self._queue += lines

    def _ended(self, code: int) -> None:
        self._code = code

    def _work(self) -> None:
        """Parses queued lines for at most `_BUDGET_MS` and emits their events; after the last one, `finished`."""
        from pydantic import ValidationError

        from builder.events import EVENT, JobFinished

        clock = QElapsedTimer()
        clock.start()
        found: list[Event] = []
        while self._at < len(self._queue) and (self._at % 64 or clock.elapsed() < _BUDGET_MS or not found):
            line = self._queue[self._at]
            self._at += 1
            try:
                event = EVENT.validate_json(line)
            except ValidationError:
                continue
            if isinstance(event, JobFinished):
                self._last = event
            found.append(event)
        if self._at == len(self._queue):
            self._queue, self._at = [], 0
        if found:
            self.events.emit(found)
        if self._code is not None and not self._queue:
            self._timer.stop()
            self.finished.emit(self._last or self._missing_end(self._code))

    def _missing_end(self, code: int) -> JobFinished:
        """Final event for an engine that ended without one: cancelled, or failed with the last lines of stderr."""
        from builder.events import JobFinished

        if self._cancelled or code == 130:
            return JobFinished(status="cancelled", exit_code=130, seconds=0.0)
        said = [line for line in self._process.errors() if line.strip()]
        named = {line.split(": ", 1)[0]: line.split(": ", 1)[1] for line in said if ": " in line}
        error = ErrorText(
            what=named.get("error", tr("The engine stopped before it was finished")),
            why=named.get(
                "why", tr("It ended with exit code {code}. {last}", code=code, last=said[-1] if said else "")
            ),
            do=named.get("do", tr("Start it again; what you chose is still there.")),
        )
        return JobFinished(status="failed", exit_code=code, seconds=0.0, error=error)
