"""State that the steps of one job share: what was given, how to report, and what earlier steps found."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from builder.context import StepContext
from builder.contract.resolve import Resolution
from builder.core.errors import Problem
from builder.events import Reporter, StepId
from builder.job.job import Job
from builder.sessions.child_session import ChildSession
from builder.steps.compile import Runner
from builder.system.job_log import LogKeeper
from builder.system.process import CancelToken
from builder.system.toolbox import Toolbox
from builder.system.workspace import Workspace


@dataclass
class JobState:
    """What an export and a comparison have in common.

    Attributes:
        job: What the user chose.
        tools: Where the tools are.
        token: Cancelled when the user stops the work, or a step that runs beside the others fails.
        reporter: Takes events.
        log: Keeps them as text.
        pictures: Pictures to check with when the job has no data of its own (a bundled sample's).
        compared: Where a comparison may be that goes along, beside the place where the result will be.
        trusted: SHA-256 of the source model when its code may run; "" when it may not.
        workspace: Where the work happens.
        stack: What ends with the work, however it ends.
        pool: For what runs beside the steps.
        beside: The steps that run beside the others.
        seconds: How long each step took that has ended.
        problems: Warnings for the report, in the order in which they were found.
        doubts: Those of them about scaling and sample data, which explain what an integer precision loses.
        source: The child that holds the source model.
        release_source: Ends that child: nothing needs its memory any more.
        resolved: The contract as far as it is known.
        compiled: The runner, once its step has ended.
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
    compiled: Runner = field(init=False)

    def runner(self) -> Runner:
        """The compiled runner; waits for its step where that still runs, and fails as it did."""
        self.beside["compile"].result()
        return self.compiled

    def runner_path(self) -> Path:
        """The runner's executable; waits like `runner`."""
        return self.runner().path

    def warn(self, context: StepContext, problem: Problem) -> None:
        """A warning for the log and the report."""
        self.problems.append(problem)
        context.log(problem.words(), "warning")

    def doubt(self, problems: Sequence[Problem]) -> None:
        """Warnings about scaling and sample data that the log has already."""
        self.doubts += problems
        self.problems += problems

    def child_line(self, step: StepId) -> Callable[[str], None]:
        """Takes lines of a child that outlives its step."""
        return lambda line: self.reporter.log(line, step=step, level="debug")
