"""Pipeline: runs the steps of a job, in order or in parallel, sends its events, and turns failures into results.

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
from builder.core.errors import CancelledError, ExitCode, LitecrateError, Problem, unexpected_error
from builder.core.model_digest import digest_of_model
from builder.core.words import tr
from builder.events import JobStarted, Reporter, StepFinished, StepId, StepPlan, StepStarted
from builder.job.job import Job
from builder.job_state import JobState
from builder.plan import translated_steps
from builder.result import Result, finished_event
from builder.system.cancellation import CancelToken
from builder.system.failures.classify import work_failed
from builder.system.failures.evidence import Place
from builder.system.job_log import LogKeeper
from builder.system.locked_folders import sweep_leftovers
from builder.system.toolbox import Toolbox
from builder.system.workspace import Workspace

_THREADS = 2  # one for the step that compiles, one for what a recipe begins

State = TypeVar("State", bound=JobState)
Sink = Callable[..., None]  # takes events


@dataclass(frozen=True)
class Step(Generic[State]):
    """One step of a job.

    Attributes:
        plan: Its id, title and usual share of the time.
        run: Does the work; reads and writes the state.
        beside: Starts at once, in a thread of its own; steps that need its result wait for `JobState.beside`.
    """

    plan: StepPlan
    run: Callable[[StepContext, State], None]
    beside: bool = False


def steps_of(
    plans: Sequence[StepPlan], runs: Mapping[StepId, Callable[[StepContext, State], None]], beside: Set[StepId]
) -> tuple[Step[State], ...]:
    """Joins step plans with the functions that run them, in the plans' order.

    Args:
        plans: Ids, titles and weights.
        runs: Step id to its function.
        beside: Ids of the steps that run in parallel to the others.
    """
    return tuple(Step(plan, runs[plan.id], plan.id in beside) for plan in plans)


def _no_check(job: Job, tools: Toolbox) -> None:
    del job, tools


def _begin_nothing(state: JobState) -> None:
    del state


@dataclass(frozen=True)
class Recipe(Generic[State]):
    """Definition of one kind of job: an export or a comparison.

    Attributes:
        steps: In their order.
        state: Makes the state; takes the arguments of `JobState`.
        publish: Makes the result appear in the output folder; called when all steps have ended.
        adds: Whether the result is added to an existing folder, instead of replacing it.
        check: Raises LitecrateError for a job that cannot be done here, before anything begins.
        begin: Starts background work that is no step itself.
    """

    steps: tuple[Step[State], ...]
    state: Callable[..., State]
    publish: Callable[[State], Result]
    adds: bool = False
    check: Callable[[Job, Toolbox], None] = _no_check
    begin: Callable[[State], None] = _begin_nothing


def run_job(recipe: Recipe[State], job: Job, tools: Toolbox, token: CancelToken, *sinks: Sink, **given: Any) -> Result:
    """Runs a job to its end; failures and cancelling are results, not exceptions. For the arguments see `_Run`."""
    return _Run(recipe, job, tools, token, *sinks, **given).run()


class _Run(Generic[State]):
    """One run of a job.

    Args:
        recipe: The kind of job.
        job: Frozen.
        tools: Where the tools are.
        token: Cancel it to stop.
        sinks: Receive every event.
        pictures, compared: See `JobState`.
        trust: Whether code inside of the model file may run, as its content is now. The person who starts the job says
            it, never the job itself, which may come from a stranger.
        remarks: Warnings about the job, sent before the work begins.
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
        """Runs the job and sends its first and its last event."""
        started = time.monotonic()
        job = self._job
        plan = translated_steps([step.plan for step in self._recipe.steps])
        self._reporter.send(JobStarted(name=job.app.name, folder=str(job.folder), steps=plan))
        for remark in self._remarks:
            self._reporter.log(remark.words(), level="warning")
        try:
            result = self._work()
        except Exception as problem:
            result = self._failed(problem)
        self._reporter.send(finished_event(result, time.monotonic() - started))
        return result

    def _failed(self, problem: Exception) -> Result:
        """Turns an exception into a result; all but cancelling keep their log in the user's log folder."""
        if self._outer.cancelled:
            return Result(ExitCode.CANCELLED, error=CancelledError())
        error = (
            problem if isinstance(problem, LitecrateError) else self._explained(problem) or unexpected_error(problem)
        )
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
        self._recipe.check(self._job, self._tools)
        sweep_leftovers(self._tools.kept())
        with ExitStack() as stack:
            workspace = self._workspace(stack)
            pool = stack.enter_context(ThreadPoolExecutor(_THREADS))
            # When a step fails, parallel work is cancelled before the pool waits for it.
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
        """Runs all steps. Where a failed parallel step cancelled the others, raises its error, not the cancelling."""
        for step in self._recipe.steps:
            if step.beside:
                state.beside[step.plan.id] = state.pool.submit(self._run_parallel, step, state)
        self._recipe.begin(state)
        try:
            for step in self._recipe.steps:
                if not step.beside:
                    self._run_step(step, state)
        except CancelledError:
            if not self._outer.cancelled:
                for ended in state.beside.values():
                    if ended.done():
                        ended.result()
            raise

    def _run_parallel(self, step: Step[State], state: State) -> None:
        try:
            self._run_step(step, state)
        except BaseException:
            self._token.cancel()  # the other steps need its result
            raise

    def _run_step(self, step: Step[State], state: State) -> None:
        with self._step_context(step.plan, state) as context:
            step.run(context, state)

    @contextmanager
    def _step_context(self, plan: StepPlan, state: State) -> Iterator[StepContext]:
        """Announces a step, makes its folder and context, and reports how it ended and how long it took."""
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
            fault = self._explained(problem)  # before the cleanup, as long as a full disk is still full
            if fault is None:
                raise
            self._reporter.log("".join(traceback.format_exception(problem)), step=plan.id, level="debug")
            raise fault from problem
        finally:
            state.seconds[plan.id] = round(time.monotonic() - started, 3)
            self._reporter.send(StepFinished(step=plan.id, status=status, seconds=state.seconds[plan.id]))
