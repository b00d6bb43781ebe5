"""Events of a job: one closed union that the command line, the window and the tests read alike.

The engine shows nothing itself; its readers do. Exactly one `JobFinished` is sent, always last.
"""

import threading
import time
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from builder.core.errors import ErrorText
from builder.core.visible import visible_line

StepId = Literal["inspect", "convert", "compile", "package", "verify", "report"]
Level = Literal["debug", "info", "warning", "error"]
Line = Annotated[str, BeforeValidator(visible_line)]  # escaped and shown as one line


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    time: float = Field(default_factory=lambda: round(time.time(), 3), description="seconds since the epoch")


class StepPlan(BaseModel):
    """One step as announced before the work; `weight` is its usual share of the time, relative to the others."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: StepId
    title: str
    weight: float


class JobStarted(_Event):
    """Start of a job, always the first event: where its result will be, and its steps."""

    event: Literal["job_started"] = "job_started"
    name: str
    folder: str
    steps: tuple[StepPlan, ...]


class StepStarted(_Event):
    """Start of a step; steps may run in parallel."""

    event: Literal["step_started"] = "step_started"
    step: StepId
    title: str


class StepProgress(_Event):
    """Progress of a step: `fraction` of the whole step, 0..1, and `done` of `total` items where they are counted."""

    event: Literal["step_progress"] = "step_progress"
    step: StepId
    fraction: float
    text: Line = ""
    done: int | None = None
    total: int | None = None


class LogLine(_Event):
    """A line of the log; `step` is None for lines about the whole job."""

    event: Literal["log_line"] = "log_line"
    step: StepId | None
    level: Level
    text: Line


class StepFinished(_Event):
    """End of a step that was started; `seconds` is its wall time."""

    event: Literal["step_finished"] = "step_finished"
    step: StepId
    status: Literal["ok", "failed", "cancelled"]
    seconds: float
    text: Line = ""


class JobFinished(_Event):
    """End of a job; `paths` are the absolute paths of what was made, `seconds` is the wall time."""

    event: Literal["job_finished"] = "job_finished"
    status: Literal["done", "not-verified", "failed", "cancelled"]
    exit_code: int
    seconds: float
    folder: str | None = None
    paths: tuple[str, ...] = ()
    report: str | None = None
    error: ErrorText | None = None


Event = Annotated[
    JobStarted | StepStarted | StepProgress | LogLine | StepFinished | JobFinished, Field(discriminator="event")
]
EVENT = TypeAdapter[Event](Event)
Sink = Callable[[Event], None]


class Reporter:
    """Sends events to every sink, one at a time, from any thread."""

    def __init__(self, *sinks: Sink) -> None:
        self._sinks = sinks
        self._lock = threading.Lock()

    def send(self, event: Event) -> None:
        """Sends an event to every sink; waits while another thread sends one."""
        with self._lock:
            for sink in self._sinks:
                sink(event)

    def log(self, text: str, *, step: StepId | None = None, level: Level = "info") -> None:
        """Sends a `LogLine`."""
        self.send(LogLine(step=step, level=level, text=text))

    def progress(
        self, step: StepId, fraction: float, text: str = "", *, done: int | None = None, total: int | None = None
    ) -> None:
        """Sends a `StepProgress`."""
        self.send(StepProgress(step=step, fraction=fraction, text=text, done=done, total=total))
