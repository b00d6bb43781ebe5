"""Tests of the pipeline: order of the steps, parallel steps, failures as results, one last event."""

import threading
from pathlib import Path

import pytest

from builder.context import StepContext
from builder.core.errors import CancelledError, ExitCode, LitecrateError, Problem
from builder.events import Event, JobFinished, LogLine, StepFinished, StepPlan, StepStarted
from builder.job.draft import JobDraft
from builder.job.job import Job
from builder.job_state import JobState
from builder.pipeline import Recipe, run_job, steps_of
from builder.result import Result
from builder.system.cancellation import CancelToken
from builder.system.toolbox import Toolbox

PLANS = tuple(StepPlan(id=name, title=name, weight=1) for name in ("inspect", "compile", "convert"))


@pytest.fixture
def job(tmp_path: Path) -> Job:
    draft = JobDraft()
    draft.set("model", path=str(tmp_path / "m.keras"))
    draft.set("output", folder=str(tmp_path / "out"))
    return draft.freeze()


class Steps:
    """Three steps, the second beside the others; what they do is set by each test."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.events: list[Event] = []
        self.compiled = threading.Event()
        self.compiling: Exception | None = None
        self.converting: Exception | None = None

    def inspect(self, context: StepContext, state: JobState) -> None:
        del state
        context.token.wait(10)  # until the compiler is done, or has failed
        self.done.append("inspect")
        context.token.check()

    def compile(self, context: StepContext, state: JobState) -> None:
        self.done.append("compile")
        if self.compiling is not None:
            raise self.compiling
        state.warn(context, Problem(id="warned", field="", level="warning", message="Only a little"))
        self.compiled.set()

    def convert(self, context: StepContext, state: JobState) -> None:
        del context
        state.beside["compile"].result()
        self.done.append("convert")
        if self.converting is not None:
            raise self.converting

    def waits_for_the_compiler(self, context: StepContext, state: JobState) -> None:
        del context, state
        assert self.compiled.wait(10)
        self.done.append("inspect")

    def publish(self, state: JobState) -> Result:
        (state.workspace.publish / "made.txt").write_text("made", encoding="utf-8")
        return Result(ExitCode.DONE, state.workspace.publish_now())

    def run(self, job: Job, token: CancelToken, *, patient: bool = False) -> Result:
        first = self.inspect if patient else self.waits_for_the_compiler
        recipe = Recipe(
            steps=steps_of(
                PLANS, {"inspect": first, "compile": self.compile, "convert": self.convert}, beside={"compile"}
            ),
            state=JobState,
            publish=self.publish,
        )
        return run_job(recipe, job, Toolbox(), token, self.events.append)


@pytest.fixture
def steps() -> Steps:
    return Steps()


def test_steps_run_in_their_order_and_one_beside_them(steps: Steps, job: Job) -> None:
    result = steps.run(job, CancelToken())
    assert (result.code, steps.done) == (ExitCode.DONE, ["compile", "inspect", "convert"])
    assert (job.folder / "made.txt").read_text(encoding="utf-8") == "made"
    started = [event.step for event in steps.events if isinstance(event, StepStarted)]
    assert sorted(started) == ["compile", "convert", "inspect"]
    assert {event.status for event in steps.events if isinstance(event, StepFinished)} == {"ok"}
    assert [event.text for event in steps.events if isinstance(event, LogLine) and event.level == "warning"] == [
        "Only a little."
    ]


def test_the_last_event_is_the_only_one_that_ends_the_job(steps: Steps, job: Job) -> None:
    steps.run(job, CancelToken())
    ends = [at for at, event in enumerate(steps.events) if isinstance(event, JobFinished)]
    assert ends == [len(steps.events) - 1]


def test_a_step_beside_the_others_that_fails_stops_them_and_is_the_reason(steps: Steps, job: Job) -> None:
    steps.compiling = LitecrateError("No compiler", why="It is gone.", remedy="Bring it back.")
    result = steps.run(job, CancelToken(), patient=True)
    assert result.error is steps.compiling
    assert "convert" not in steps.done
    assert not job.output.folder.exists()


def test_who_waits_for_a_step_that_failed_fails_with_its_reason(steps: Steps, job: Job) -> None:
    steps.converting = LitecrateError("No model", why="It is gone.", remedy="Bring it back.")
    result = steps.run(job, CancelToken())
    assert (result.error, result.folder) == (steps.converting, None)
    assert {event.step: event.status for event in steps.events if isinstance(event, StepFinished)}[
        "convert"
    ] == "failed"


def test_a_job_that_is_cancelled_says_so_and_leaves_nothing(steps: Steps, job: Job) -> None:
    token = CancelToken()
    token.cancel()
    result = steps.run(job, token, patient=True)
    assert (result.code, type(result.error)) == (ExitCode.CANCELLED, CancelledError)
    assert not job.output.folder.exists()


def test_a_fault_of_our_own_is_a_result_too_and_its_log_is_kept(
    steps: Steps, job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    steps.converting = ZeroDivisionError("once")
    result = steps.run(job, CancelToken())
    assert result.error is not None
    assert result.error.why == "The program says: once", "names of exceptions are for its log"
    assert result.log is not None
    assert "ZeroDivisionError: once" in result.log.read_text(encoding="utf-8")
