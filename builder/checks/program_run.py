"""Runs a finished program as its recipient would: empty environment, a folder of its own, a time limit."""

import os
import shutil
import threading
from pathlib import Path

from builder.context import StepContext
from builder.core.errors import CancelledError
from builder.core.figures import human_seconds
from builder.core.words import tr
from builder.system.cancellation import CancelToken
from builder.system.environment import temporary_in
from builder.system.failures.classify import explain
from builder.system.failures.evidence import Failed, Place
from builder.system.process import Command, Outcome, run

# Seconds; chosen so long that slow machines pass. The runner itself limits the time of a model's first answer; these
# limits are for what it cannot see, such as a program that never begins.
START_SECONDS = 120.0
ANSWER_SECONDS = 60.0


class ProgramFailedError(Exception):
    """A program failed or did not answer as it must; the text says how."""


def run_program(
    context: StepContext,
    program: Path,
    arguments: list[str],
    home: Path,
    answers: int,
    *,
    alone: bool = False,
    may_fail_some: bool = False,
) -> str:
    """Runs a program in an empty environment and a folder of its own, and returns its stdout.

    Args:
        context: Of the step.
        program, arguments: What is run.
        home: The working folder.
        answers: How many answers it will give; they decide how long it may take.
        alone: Also without a network, where the system permits that (root on Linux).
        may_fail_some: Accept exit code 1, by which a program says that it did not answer some inputs.

    Raises:
        ProgramFailedError: It ended with an error, or took too long.
        LitecrateError: A full disk was the cause.
        CancelledError: The work was cancelled.
    """
    prefix = _without_network() if alone else ()
    command = Command((*prefix, str(program), *arguments), home, _bare_environment(context))
    outcome = _run_with_limit(START_SECONDS + answers * ANSWER_SECONDS, context, command)
    if not outcome.ok and not (may_fail_some and outcome.code == 1):
        place = Place(context.job.output.folder, context.tools.cache)
        known = explain(Failed("program", outcome.errors, place=place))
        if known is not None and known.key == "space":  # that is not the program's fault
            raise known
        if known is not None:
            raise ProgramFailedError(f"{known.what}: {known.why}".rstrip("."))
        said = next((line for line in outcome.errors.splitlines() if line.startswith("error:")), "")
        last = outcome.errors.strip().splitlines()[-1:] or [tr("it gave no message")]
        reason = said.removeprefix("error: ") or last[0]
        if outcome.code > 128:
            raise ProgramFailedError(tr("it was ended by signal {n}: {reason}", n=outcome.code - 128, reason=reason))
        raise ProgramFailedError(tr("it ended with exit code {code}: {reason}", code=outcome.code, reason=reason))
    return outcome.output


def _run_with_limit(seconds: float, context: StepContext, command: Command) -> Outcome:
    """Runs a program, and ends it after a time limit in seconds."""
    token = CancelToken(context.token)
    watch = threading.Timer(seconds, token.cancel)
    watch.start()
    try:
        return run(command, token, on_line=context.on_line, capture=True)
    except CancelledError:
        context.token.check()
        raise ProgramFailedError(tr("it did not answer within {time}", time=human_seconds(seconds))) from None
    finally:
        watch.cancel()


def _bare_environment(context: StepContext) -> dict[str, str]:
    """Environment with the folder for temporary files alone; Windows programs cannot start without SystemRoot."""
    kept = {key: value for key, value in os.environ.items() if key == "SYSTEMROOT"}
    return {**kept, **temporary_in(context.temporary)}


def _without_network() -> tuple[str, ...]:
    """Arguments in front of a program that start it in an empty network namespace; none where that is not allowed."""
    unshare = shutil.which("unshare")
    may = hasattr(os, "geteuid") and os.geteuid() == 0
    return (unshare, "--net", "--") if unshare and may else ()
