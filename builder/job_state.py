"""State shared by the steps of one job: its inputs, reporting, workspace, and the results of earlier steps."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.context import StepContext
from builder.contract.resolve import Resolution
from builder.core.errors import Problem
from builder.core.platforms import Platform
from builder.events import Reporter, StepId
from builder.job.job import Job
from builder.sessions.child_session import ChildSession
from builder.steps.compile import PlatformParts, Runner
from builder.steps.page_core import PageParts
from builder.system.cancellation import CancelToken
from builder.system.job_log import LogKeeper
from builder.system.toolbox import Toolbox
from builder.system.workspace import Workspace


@dataclass
class JobState:
    """Base of the states of an export and of a comparison.

    Attributes:
        job: What the user chose.
        tools: Where the tools are.
        token: Cancelled when the user stops the work, or a step that runs beside the others fails.
        reporter: Takes events.
        log: Keeps them as text.
        pictures: Pictures to check with when the job has no data of its own (a bundled sample's).
        compared: A folder where a comparison of the same model may be, which an export takes into its report; the
            place of the result is looked at too.
        trusted: SHA-256 of the source model when its code may run; "" when it may not.
        workspace: Where the work happens.
        stack: Closes what was entered into it when the job ends, however it ends.
        pool: Threads for work that runs in parallel to the steps.
        beside: Futures of the steps that run in parallel to the others.
        seconds: Wall time of each step that has ended.
        problems: Warnings for the report, in the order in which they were found.
        doubts: Those of them about scaling and sample data, which explain what an integer precision loses.
        source: The child that holds the source model.
        release_source: Ends that child, which frees its memory once no step needs the source model any more.
        resolved: The contract at its present stage.
        compiled: The runner for this machine, as soon as it is there.
        parts: Those of each platform that programs are made for, once the step that compiles has ended.
        page_parts: Those of a page likewise; None where the job has none.
    """

    job: Job
    tools: Toolbox
    token: CancelToken
    reporter: Reporter
    log: LogKeeper
    pictures: Path | None
    compared: Path | None
    trusted: str
    workspace: Workspace
    stack: ExitStack
    pool: ThreadPoolExecutor
    beside: dict[StepId, Future[None]] = field(default_factory=dict)
    seconds: dict[StepId, float] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    source: ChildSession = field(init=False)
    release_source: Callable[[], None] = field(init=False)
    resolved: Resolution = field(init=False)
    compiled: Future[Runner] = field(default_factory=Future)
    parts: dict[Platform, PlatformParts] = field(default_factory=dict)
    page_parts: PageParts | None = None

    def runner(self) -> Runner:
        """The runner for this machine; waits while it is compiled, and fails as its step did."""
        step = self.beside["compile"]
        either: tuple[Future[Any], ...] = (self.compiled, step)
        wait(either, return_when=FIRST_COMPLETED)
        return self.compiled.result() if self.compiled.done() else self._failed(step)

    @staticmethod
    def _failed(step: Future[None]) -> Runner:
        step.result()
        raise AssertionError("the step that compiles has ended without a runner")

    def all_parts(self) -> dict[Platform, PlatformParts]:
        """The parts of each platform; waits for the step that compiles them, and fails as it did."""
        self.beside["compile"].result()
        return self.parts

    def runner_path(self) -> Path:
        """The runner's executable; waits like `runner`."""
        return self.runner().path

    def warn(self, context: StepContext, problem: Problem) -> None:
        """Adds a warning to the log and to the report."""
        self.problems.append(problem)
        context.log(problem.words(), "warning")

    def doubt(self, problems: Sequence[Problem]) -> None:
        """Adds warnings about scaling and sample data to the report; they are in the log already."""
        self.doubts += problems
        self.problems += problems

    def child_line(self, step: StepId) -> Callable[[str], None]:
        """Line reader for a child that outlives the step that started it: logs at level debug under that step."""
        return lambda line: self.reporter.log(line, step=step, level="debug")
