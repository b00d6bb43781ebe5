"""Progress of an engine process (steps, log, fraction, final event): base of export and comparison."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.tasks.engine_processes import EngineRun

if TYPE_CHECKING:
    from builder.events import Event, JobFinished, LogLine, StepPlan

_LOG_LINES = 20_000  # that are kept; chosen


class StepNow:
    """Present state of one step.

    Attributes:
        plan: Title and weight.
        status: "waiting", "running", then the status of its final event.
        fraction: Part that is done, 0..1.
        text: Translated text about its present activity.
        counted: Items done and in all; None where nothing is counted.
        started: Start on the monotonic clock in seconds; None until then.
        seconds: Duration; None until it ended.
    """

    def __init__(self, plan: StepPlan) -> None:
        self.plan = plan
        self.status = "waiting"
        self.fraction = 0.0
        self.text = ""
        self.counted: tuple[int, int] | None = None
        self.started: float | None = None
        self.seconds: float | None = None

    @property
    def share(self) -> float:
        return 1.0 if self.status == "ok" else self.fraction

    @property
    def line(self) -> str:
        """Text about its present activity, with the count appended where the text does not have it."""
        if self.counted is None or str(self.counted[1]) in self.text.split():
            return self.text
        done, total = self.counted
        return f"{self.text} ({done} / {total})"


class Work(QObject):
    """One kind of work by an engine process, at most one at a time.

    Attributes:
        steps: In the engine's order; empty until its plan has arrived.
        log: The last lines of the log.
        began: Start on the monotonic clock in seconds.
        cancelling: `cancel` was called.
    Signals:
        started: The engine was started.
        updated: A list of events, after `steps` and `log` were updated; an empty list for other changes.
        ended: The `JobFinished`; exactly once, last.
    """

    started = Signal()
    updated = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine: EngineRun | None = None
        self.steps: list[StepNow] = []
        self.log: list[LogLine] = []
        self.began = 0.0
        self.cancelling = False

    @property
    def active(self) -> bool:
        return self._engine is not None

    @property
    def pid(self) -> int | None:
        """Process id of the engine; None when it does not run."""
        return self._engine.pid if self._engine else None

    @property
    def fraction(self) -> float:
        """Part of the whole work that is done, 0..1, weighted by the steps' weights."""
        whole = sum(step.plan.weight for step in self.steps)
        return sum(step.share * step.plan.weight for step in self.steps) / whole if whole else 0.0

    def begin(self, arguments: list[str]) -> None:
        """Starts the engine.

        Args:
            arguments: A Python module that writes events, and its arguments; see `export_arguments`.
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
            self.updated.emit([])

    def end(self) -> None:
        """Interrupts the engine and waits for its end, when the window closes."""
        if self._engine is not None:
            self._engine.end()
            self._engine = None

    def take(self, events: list[Event]) -> None:
        """Updates steps and log by the engine's events and emits `updated`."""
        from builder.events import JobFinished, JobStarted, LogLine, StepFinished, StepProgress, StepStarted

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
                    step.text = event.text
                    step.counted = (event.done or 0, event.total) if event.total else None
                case StepFinished():
                    step = self._step(event.step)
                    step.status, step.seconds = event.status, event.seconds
                case LogLine():
                    self.log.append(event)
                case JobFinished():
                    pass
        if len(self.log) > _LOG_LINES:
            del self.log[:-_LOG_LINES]
        self.updated.emit(events)

    def _step(self, key: str) -> StepNow:
        return next(step for step in self.steps if step.plan.id == key)

    def log_text(self) -> str:
        return "\n".join(f"{line.level:7} {line.step or '':8} {line.text}" for line in self.log) + "\n"

    def _ended(self, end: JobFinished) -> None:
        if self._engine is not None:
            self._engine.deleteLater()
            self._engine = None
        self.ended.emit(end)
