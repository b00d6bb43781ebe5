"""The export that is going on: writes the job, runs the engine, and keeps what it said for the pages that show it."""

import time
from pathlib import Path

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from builder.events import Event, JobFinished, JobStarted, LogLine, StepFinished, StepPlan, StepProgress, StepStarted
from builder.job import Job
from builder.report import Report
from builder.report_words import agreement
from ui.bridge import EngineRun, export_arguments
from ui.ports import History, Record
from ui.state import Finished, WizardState

_LOG_LINES = 20_000


class StepNow:
    """One step of the export as far as it is known.

    Attributes:
        plan: Title and weight.
        status: "waiting", "running", then as the event says.
        fraction: 0..1.
        line: What it does at the moment.
        started: On the monotonic clock; None until then.
        seconds: How long it took; None until it ended.
    """

    def __init__(self, plan: StepPlan) -> None:
        self.plan = plan
        self.status = "waiting"
        self.fraction = 0.0
        self.line = ""
        self.started: float | None = None
        self.seconds: float | None = None

    @property
    def share(self) -> float:
        return 1.0 if self.status == "ok" else self.fraction


class Run(QObject):
    """The one export of a window.

    Attributes:
        steps: In the engine's order; empty until it has started.
        log: The log's last lines.
    Signals:
        started: An export begins.
        told: A list of events, after `steps` and `log` know them.
        finished: The `Finished`.
    """

    started = Signal()
    told = Signal(object)
    finished = Signal(object)

    def __init__(self, state: WizardState, history: History, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._history, self._folder = state, history, folder
        self._engine: EngineRun | None = None
        self._job: Job | None = None
        self.steps: list[StepNow] = []
        self.log: list[LogLine] = []
        self.began = 0.0
        self.cancelling = False

    @property
    def active(self) -> bool:
        return self._engine is not None

    @property
    def job(self) -> Job | None:
        """The job of the last export; None before the first."""
        return self._job

    @property
    def pid(self) -> int | None:
        """Of the engine's process."""
        return self._engine.pid if self._engine else None

    @property
    def fraction(self) -> float:
        """Of the whole export, 0..1, by the steps' weights."""
        whole = sum(step.plan.weight for step in self.steps)
        return sum(step.share * step.plan.weight for step in self.steps) / whole if whole else 0.0

    def start(self) -> None:
        """Starts the engine with the draft as it is.

        Raises:
            LitecrateError: The draft is no job.
            OSError: The job could not be written.
        """
        job = self._state.copy_of_draft().freeze()
        job_file = self._folder / "job.toml"
        job_file.write_text(job.to_toml(self._folder), encoding="utf-8")
        self._job = job
        self.begin(export_arguments(job_file))

    def begin(self, arguments: list[str]) -> None:
        """Runs a program that speaks the engine's events.

        Args:
            arguments: A Python module and its arguments.
        """
        self.steps, self.log, self.cancelling = [], [], False
        self.began = time.monotonic()
        self._engine = EngineRun(arguments, self)
        self._engine.events.connect(self.take)
        self._engine.finished.connect(self._ended)
        self._engine.start()
        self.started.emit()

    def cancel(self) -> None:
        if self._engine is not None and not self.cancelling:
            self.cancelling = True
            self._engine.cancel()
            self.told.emit([])

    def end(self) -> None:
        """The window goes away: stops the engine and waits for it."""
        if self._engine is not None:
            self._engine.end()
            self._engine = None

    def take(self, events: list[Event]) -> None:
        """Takes the engine's events in, and tells about them."""
        for event in events:
            match event:
                case JobStarted():
                    self.steps = [StepNow(plan) for plan in event.steps]
                case StepStarted():
                    step = self._step(event.step)
                    step.status, step.started = "running", time.monotonic()
                case StepProgress():
                    step = self._step(event.step)
                    step.fraction = max(step.fraction, min(1.0, event.fraction))
                    step.line = event.text if not event.total else f"{event.text} ({event.done} / {event.total})"
                case StepFinished():
                    step = self._step(event.step)
                    step.status, step.seconds = event.status, event.seconds
                case LogLine():
                    self.log.append(event)
                case JobFinished():
                    pass
        if len(self.log) > _LOG_LINES:
            del self.log[:-_LOG_LINES]
        self.told.emit(events)

    def _step(self, key: str) -> StepNow:
        return next(step for step in self.steps if step.plan.id == key)

    def log_text(self) -> str:
        return "\n".join(f"{line.level:7} {line.step or '':8} {line.text}" for line in self.log) + "\n"

    def _ended(self, end: JobFinished) -> None:
        if self._engine is not None:
            self._engine.deleteLater()
            self._engine = None
        folder = Path(end.folder) if end.folder else None
        finished = Finished(end, read_report(folder), folder, self.log_text())
        self._remember(finished)
        self._state.ended(finished)
        self.finished.emit(finished)

    def _remember(self, finished: Finished) -> None:
        job, report, end = self._job, finished.report, finished.end
        if job is None:
            return
        first = report.products[0] if report and report.products else None
        self._history.add(
            Record(
                id=self._history.new_id(),
                created=time.strftime("%Y-%m-%dT%H:%M:%S%z"),
                name=job.app.name,
                status=end.status,
                seconds=end.seconds,
                job=job.to_toml(None),
                folder=finished.folder,
                model=job.model.path,
                precision=report.model.precision if report else job.precision.precision,
                bytes=first.bytes if first else 0,
                agreement=agreement(first.verified, report.model.precision) if report and first else "",
                error=end.error.what if end.error else "",
            )
        )


def read_report(folder: Path | None) -> Report | None:
    """The report of a published result; None where there is none that can be read."""
    if folder is None:
        return None
    try:
        return Report.model_validate_json((folder / "report.json").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError):
        return None
