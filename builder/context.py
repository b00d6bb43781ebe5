"""What every step is given: the frozen job, the tools, a place to work, and how to tell and be told."""

from dataclasses import dataclass
from pathlib import Path

from builder.events import Level, Reporter, StepId
from builder.job.job import Job
from builder.system.process import CancelToken, LineReader
from builder.system.toolbox import Toolbox


@dataclass(frozen=True)
class StepContext:
    """Attributes:
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
        """For temporary files of tools and children; is made, and goes with the step's folder."""
        folder = self.folder / "tmp"
        folder.mkdir(exist_ok=True)
        return folder

    def log(self, text: str, level: Level = "info") -> None:
        self.reporter.log(text, step=self.step, level=level)

    def debug(self, text: str) -> None:
        self.reporter.log(text, step=self.step, level="debug")

    def progress(self, fraction: float, text: str = "", *, done: int | None = None, total: int | None = None) -> None:
        self.reporter.progress(self.step, fraction, text, done=done, total=total)

    @property
    def on_line(self) -> LineReader:
        """Output of tools goes to the log at its lowest level."""
        return self.debug
