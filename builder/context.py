"""Context of a pipeline step: the frozen job, tools, working folder, reporter, cancel token."""

from dataclasses import dataclass
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
    """

    step: StepId
    job: Job
    tools: Toolbox
    folder: Path
    reporter: Reporter
    token: CancelToken
    trusted: str = ""

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
        """Sends the step's progress: `fraction` of the whole step, 0..1; `done` of `total` items where counted."""
        self.reporter.progress(self.step, fraction, text, done=done, total=total)

    @property
    def on_line(self) -> LineReader:
        """Line reader for the output of tools: logs each line at level debug."""
        return self.debug
