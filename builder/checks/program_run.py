"""Runs a finished program as its recipient would: with nothing of this machine's set-up, and only for so long."""

import os
import shutil
import threading
from pathlib import Path

from builder.context import StepContext
from builder.core.errors import CancelledError
from builder.core.figures import human_seconds
from builder.core.words import tr
from builder.system.failures.classify import explain
from builder.system.failures.evidence import Failed, Place
from builder.system.process import CancelToken, Command, Outcome, run, temporary_in

# The runner holds a model's first answer to a time of its own; these are for what is outside of its sight, such as a
# program that never begins.
START_SECONDS = 120.0
ANSWER_SECONDS = 60.0


class ProgramFailedError(Exception):
    """A program did not do what it must; the text says what."""


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
    """Runs a program in an empty environment and a folder of its own; answers its stdout.

    Args:
        context, program, arguments: What is run.
        home: The folder.
        answers: How many answers are asked for; they decide how long it may take.
        alone: Also without a network, where the system lets us.
        may_fail_some: Exit code 1 says that some inputs were not answered; the answers say why.
    """
    prefix = _without_network() if alone else ()
    command = Command((*prefix, str(program), *arguments), home, _bare_environment(context))
    outcome = _within(START_SECONDS + answers * ANSWER_SECONDS, context, command)
    if not outcome.ok and not (may_fail_some and outcome.code == 1):
        place = Place(context.job.output.folder, context.tools.cache)
        known = explain(Failed("program", outcome.errors, place=place))
        if known is not None and known.key == "space":  # that is not the program's fault
            raise known
        if known is not None:
            raise ProgramFailedError(f"{known.what}: {known.why}".rstrip("."))
        said = next((line for line in outcome.errors.splitlines() if line.startswith("error:")), "")
        last = outcome.errors.strip().splitlines()[-1:] or [tr("it said nothing")]
        reason = said.removeprefix("error: ") or last[0]
        if outcome.code > 128:
            raise ProgramFailedError(tr("it was ended by signal {n}: {reason}", n=outcome.code - 128, reason=reason))
        raise ProgramFailedError(tr("it ended with exit code {code}: {reason}", code=outcome.code, reason=reason))
    return outcome.output


def _within(seconds: float, context: StepContext, command: Command) -> Outcome:
    """Runs a program, and ends it when it takes longer than that."""
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
    """Nothing of this machine's set-up but where to unpack; Windows programs cannot start without SystemRoot."""
    kept = {key: value for key, value in os.environ.items() if key == "SYSTEMROOT"}
    return {**kept, **temporary_in(context.temporary)}


def _without_network() -> tuple[str, ...]:
    unshare = shutil.which("unshare")
    may = hasattr(os, "geteuid") and os.geteuid() == 0
    return (unshare, "--net", "--") if unshare and may else ()
