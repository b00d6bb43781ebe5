"""Context of a pipeline step: the frozen job, tools, working folder, reporter, cancel token."""

from dataclasses import dataclass, replace
from pathlib import Path

from builder.events import Level, Reporter, StepId
from builder.job.job import Job
from builder.system.cancellation import CancelToken
from builder.system.process import LineReader
from builder.system.toolbox import Toolbox


@dataclass(frozen=True)
class StepContext:
    """Context of one step of a job.

    Attributes:
        step: Which step this is.
        job: What the user chose.
        tools: Where the tools are.
        folder: The step's own folder in the workspace; exists.
        reporter: Takes events.
        token: Is cancelled when the work must stop.
        trusted: SHA-256 of the source model when its code may run; "" when it may not.
        span: From where to where this part of the step goes, as fractions of the whole step.
    """

    step: StepId
    job: Job
    tools: Toolbox
    folder: Path
    reporter: Reporter
    token: CancelToken
    trusted: str = ""
    span: tuple[float, float] = (0.0, 1.0)

    def part(self, number: int, count: int) -> "StepContext":
        """The context of one of several equal parts of the step, counted from 0."""
        return replace(self, span=(number / count, (number + 1) / count))

    @property
    def temporary(self) -> Path:
        """Folder for temporary files of tools and children; made on first use, removed with the step's folder."""
        folder = self.folder / "tmp"
        folder.mkdir(exist_ok=True)
        return folder

    def log(self, text: str, level: Level = "info") -> None:
        """Sends a log line of this step."""
        self.reporter.log(text, step=self.step, level=level)

    def debug(self, text: str) -> None:
        """Sends a log line of this step at the lowest level."""
        self.reporter.log(text, step=self.step, level="debug")

    def progress(self, fraction: float, text: str = "", *, done: int | None = None, total: int | None = None) -> None:
        """Sends the step's progress: `fraction` of this part, 0..1; `done` of `total` items where counted."""
        begins, ends = self.span
        self.reporter.progress(self.step, begins + fraction * (ends - begins), text, done=done, total=total)

    @property
    def on_line(self) -> LineReader:
        """Line reader for the output of tools: logs each line at level debug."""
        return self.debug
