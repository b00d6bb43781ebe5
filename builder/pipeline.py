"""Runs a list of steps as one job: events, side-by-side steps, failures as results, and one way out.

An export (`exporting.py`) and a comparison (`comparing.py`) are two lists of steps. The workspace is removed whatever
happens; only the recipe's `publish` makes anything appear. `JobFinished` is sent exactly once, last.
"""

import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from builder.context import StepContext
from builder.core.errors import CancelledError, ExitCode, LitecrateError, Problem, unforeseen
from builder.core.model_digest import digest_of_model
from builder.core.words import tr
from builder.events import JobStarted, Reporter, StepFinished, StepId, StepPlan, StepStarted
from builder.job.job import Job
from builder.job_state import JobState
from builder.plan import planned
from builder.result import Result, finished
from builder.system.failures.classify import work_failed
from builder.system.failures.evidence import Place
from builder.system.job_log import LogKeeper
from builder.system.locked_folders import sweep_leftovers
from builder.system.process import CancelToken
from builder.system.toolbox import Toolbox
from builder.system.workspace import Workspace

_BESIDE = 2  # threads: the compiler's, and one for what a recipe begins

State = TypeVar("State", bound=JobState)
Sink = Callable[..., None]  # takes events


@dataclass(frozen=True)
class Step(Generic[State]):
    """One step of a job.

    Attributes:
        plan: Its id, title and usual share of the time.
        run: Does it; reads and writes the state.
        beside: It begins at once and runs beside the others; `JobState.beside` is waited for by who needs it.
    """

    plan: StepPlan
    run: Callable[[StepContext, State], None]
    beside: bool = False


def steps_of(
    plans: Sequence[StepPlan], runs: Mapping[StepId, Callable[[StepContext, State], None]], beside: Set[StepId]
) -> tuple[Step[State], ...]:
    """The list of steps that a plan names, in its order."""
    return tuple(Step(plan, runs[plan.id], plan.id in beside) for plan in plans)


def _all_right(job: Job) -> None:
    del job


def _nothing(state: JobState) -> None:
    del state


@dataclass(frozen=True)
class Recipe(Generic[State]):
    """How one kind of job is done.

    Attributes:
        steps: In their order.
        state: Makes the state; takes the arguments of `JobState`.
        publish: Makes the result appear; called when all steps have ended.
        adds: The result goes into an existing folder beside what is there, instead of taking its place.
        check: Refuses a job that cannot be done here, before anything begins.
        begin: Starts what runs beside the steps and is no step itself.
    """

    steps: tuple[Step[State], ...]
    state: Callable[..., State]
    publish: Callable[[State], Result]
    adds: bool = False
    check: Callable[[Job], None] = _all_right
    begin: Callable[[State], None] = _nothing


def run_job(recipe: Recipe[State], job: Job, tools: Toolbox, token: CancelToken, *sinks: Sink, **given: Any) -> Result:
    """Does a job and answers with its result, see `_Run` for the arguments; failures are results too."""
    return _Run(recipe, job, tools, token, *sinks, **given).run()


class _Run(Generic[State]):
    """One job.

    Args:
        recipe: What is done.
        job: Frozen.
        tools: Where the tools are.
        token: Cancel it to stop.
        sinks: Receive every event.
        pictures, compared: See `JobState`.
        trust: Code inside of the model file as it is now may run. Never said by the job: a job may be anybody's.
        remarks: About the job, told before the work begins.
    """

    def __init__(
        self, recipe: Recipe[State], job: Job, tools: Toolbox, token: CancelToken, *sinks: Sink,
        pictures: Path | None = None, compared: Path | None = None, trust: bool = False,
        remarks: Sequence[Problem] = (),
    ) -> None:  # fmt: skip
        self._recipe, self._job, self._tools = recipe, job, tools
        self._token, self._outer = CancelToken(token), token
        self._log = LogKeeper()
        self._reporter = Reporter(self._log, *sinks)
        self._given: dict[str, Any] = {"pictures": pictures, "compared": compared}
        self._trust, self._remarks = trust, remarks

    def run(self) -> Result:
        """Does the work and answers with its result; failures are results too."""
        started = time.monotonic()
        job = self._job
        plan = planned([step.plan for step in self._recipe.steps])
        self._reporter.send(JobStarted(name=job.app.name, folder=str(job.folder), steps=plan))
        for remark in self._remarks:
            self._reporter.log(remark.words(), level="warning")
        try:
            result = self._work()
        except Exception as problem:
            result = self._failed(problem)
        self._reporter.send(finished(result, time.monotonic() - started))
        return result

    def _failed(self, problem: Exception) -> Result:
        """Any exception as a result; only what is not the user's to fix leaves a log behind."""
        if self._outer.cancelled:
            return Result(ExitCode.CANCELLED, error=CancelledError())
        error = problem if isinstance(problem, LitecrateError) else self._explained(problem) or unforeseen(problem)
        if error is not problem:
            self._reporter.log("".join(traceback.format_exception(problem)), level="debug")
        return Result(error.code, error=error, log=self._log.keep(self._tools.logs, self._job.app.name))

    def _explained(self, problem: Exception) -> LitecrateError | None:
        job = self._job
        place = Place(job.output.folder, self._tools.cache)
        return work_failed(problem, self._log.last(), place, job.model.path)

    def _work(self) -> Result:
        model = self._job.model
        trusted = (model.sha256 or digest_of_model(model.path)) if self._trust else ""
        self._recipe.check(self._job)
        sweep_leftovers(self._tools.kept())
        with ExitStack() as stack:
            workspace = self._workspace(stack)
            pool = stack.enter_context(ThreadPoolExecutor(_BESIDE))
            # Whatever goes wrong here, what runs beside it stops too.
            stack.callback(self._token.cancel)
            state = self._recipe.state(
                self._job, self._tools, self._token, self._reporter, self._log, self._given["pictures"],
                self._given["compared"], trusted, workspace, stack, pool,
            )  # fmt: skip
            self._steps(state)
            self._token.check()
            return self._recipe.publish(state)

    def _workspace(self, stack: ExitStack) -> Workspace:
        """The job's workspace, until the stack is left."""
        output = self._job.output
        overwrite = output.overwrite or self._recipe.adds
        workspace = stack.enter_context(Workspace(output.folder, self._job.app.name, overwrite=overwrite))
        for remark in workspace.remarks:
            self._reporter.log(remark, level="warning")
        return workspace

    def _steps(self, state: State) -> None:
        """All steps. Where the failure of one beside the others stopped them, that is the reason."""
        for step in self._recipe.steps:
            if step.beside:
                state.beside[step.plan.id] = state.pool.submit(self._beside, step, state)
        self._recipe.begin(state)
        try:
            for step in self._recipe.steps:
                if not step.beside:
                    self._one(step, state)
        except CancelledError:
            if not self._outer.cancelled:
                for ended in state.beside.values():
                    if ended.done():
                        ended.result()
            raise

    def _beside(self, step: Step[State], state: State) -> None:
        try:
            self._one(step, state)
        except BaseException:
            self._token.cancel()  # nothing can be made without it
            raise

    def _one(self, step: Step[State], state: State) -> None:
        with self._entered(step.plan, state) as context:
            step.run(context, state)

    @contextmanager
    def _entered(self, plan: StepPlan, state: State) -> Iterator[StepContext]:
        folder = state.workspace.folder / plan.id
        folder.mkdir()
        started = time.monotonic()
        self._reporter.send(StepStarted(step=plan.id, title=tr(plan.title)))
        status: Literal["ok", "failed", "cancelled"] = "failed"
        try:
            self._token.check()
            yield StepContext(plan.id, self._job, self._tools, folder, self._reporter, self._token, state.trusted)
            status = "ok"
        except CancelledError:
            status = "cancelled"
            raise
        except Exception as problem:
            fault = self._explained(problem)  # now, as long as a full disk is still full
            if fault is None:
                raise
            self._reporter.log("".join(traceback.format_exception(problem)), step=plan.id, level="debug")
            raise fault from problem
        finally:
            state.seconds[plan.id] = round(time.monotonic() - started, 3)
            self._reporter.send(StepFinished(step=plan.id, status=status, seconds=state.seconds[plan.id]))
