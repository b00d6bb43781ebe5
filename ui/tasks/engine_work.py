"""Work that the engine does for the window as a program of its own: its steps, its log, how far it is, its end."""

import time

from PySide6.QtCore import QObject, Signal

from builder.events import Event, JobFinished, JobStarted, LogLine, StepFinished, StepPlan, StepProgress, StepStarted
from ui.tasks.engine_processes import EngineRun

_LOG_LINES = 20_000


class StepNow:
    """One step of the export as far as it is known.

    Attributes:
        plan: Title and weight.
        status: "waiting", "running", then as the event says.
        fraction: 0..1.
        text: What it does at the moment.
        counted: How much of it is done and in all; None where nothing is counted.
        started: On the monotonic clock; None until then.
        seconds: How long it took; None until it ended.
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
        """What it does at the moment, with its count where the words do not have it."""
        if self.counted is None or str(self.counted[1]) in self.text.split():
            return self.text
        done, total = self.counted
        return f"{self.text} ({done} / {total})"


class Work(QObject):
    """One kind of work, done at most once at a time.

    Attributes:
        steps: In the engine's order; empty until it has started.
        log: The log's last lines.
        began: When, on the monotonic clock.
        cancelling: It was asked to stop.
    Signals:
        started: It begins.
        told: A list of events, after `steps` and `log` know them.
        ended: The `JobFinished`; exactly once, last.
    """

    started = Signal()
    told = Signal(object)
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
        """Of the engine's process."""
        return self._engine.pid if self._engine else None

    @property
    def fraction(self) -> float:
        """Of the whole export, 0..1, by the steps' weights."""
        whole = sum(step.plan.weight for step in self.steps)
        return sum(step.share * step.plan.weight for step in self.steps) / whole if whole else 0.0

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
        self.told.emit(events)

    def _step(self, key: str) -> StepNow:
        return next(step for step in self.steps if step.plan.id == key)

    def log_text(self) -> str:
        return "\n".join(f"{line.level:7} {line.step or '':8} {line.text}" for line in self.log) + "\n"

    def _ended(self, end: JobFinished) -> None:
        if self._engine is not None:
            self._engine.deleteLater()
            self._engine = None
        self.ended.emit(end)
