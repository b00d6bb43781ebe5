"""Runs a finished program as its recipient would: empty environment, a folder of its own, a time limit."""

import contextlib
import os
import shutil
import threading
import urllib.request
from pathlib import Path

from builder.context import StepContext
from builder.core.errors import CancelledError
from builder.core.figures import human_seconds
from builder.core.words import tr
from builder.system.cancellation import CancelToken
from builder.system.emulators import Emulator
from builder.system.environment import temporary_in
from builder.system.failures.classify import explain
from builder.system.failures.evidence import Failed, Place
from builder.system.process import Command, Outcome, run

# Seconds; chosen so long that slow machines pass. The runner itself limits the time of a model's first answer; these
# limits are for what it cannot see, such as a program that never begins.
START_SECONDS = 120.0
ANSWER_SECONDS = 60.0
EMULATED = 5  # times as long, where a program is run by an emulator; chosen
_LARGEST_PAGE = 16_000_000  # bytes


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
    through: Emulator | None = None,
) -> str:
    """Runs a program in an empty environment and a folder of its own, and returns its stdout.

    Args:
        context: Of the step.
        program, arguments: What is run.
        home: The working folder.
        answers: How many answers it will give; they decide how long it may take.
        alone: Also without a network, where the system permits that (root on Linux).
        may_fail_some: Accept exit code 1, by which a program says that it did not answer some inputs.
        through: What starts it, where it is for another platform.

    Raises:
        ProgramFailedError: It ended with an error, or took too long.
        LitecrateError: A full disk was the cause.
        CancelledError: The work was cancelled.
    """
    prefix = _without_network() if alone else ()
    command = _command(context, program, arguments, home, through, prefix)
    slower = 1 if through is None else EMULATED
    outcome = _run_with_limit(slower * (START_SECONDS + answers * ANSWER_SECONDS), context, command)
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


def _command(
    context: StepContext, program: Path, arguments: list[str], home: Path, through: Emulator | None,
    prefix: tuple[str, ...] = (),
) -> Command:  # fmt: skip
    environment = _bare_environment(context)
    if through is not None:
        prefix, environment = (*prefix, *through.prefix), {**environment, **through.environment}
    return Command((*prefix, str(program), *arguments), home, environment)


def request_page(context: StepContext, program: Path, home: Path, through: Emulator | None = None) -> None:
    """Has a program serve its page, and asks for it as a browser would.

    Raises:
        ProgramFailedError: It did not serve, or answered something else.
        CancelledError: The work was cancelled.
    """
    served = CancelToken(context.token)
    lines: list[str] = []
    addressed = threading.Event()

    def read(line: str) -> None:
        lines.append(line)
        if line.startswith("http://127.0.0.1:"):
            addressed.set()

    def serve() -> None:
        with contextlib.suppress(CancelledError):
            run(_command(context, program, ["--serve", "--no-browser"], home, through), served, on_line=read)
        addressed.set()

    server = threading.Thread(target=serve, daemon=True)
    server.start()
    try:
        addressed.wait(EMULATED * START_SECONDS)
        address = next((line for line in lines if line.startswith("http://127.0.0.1:")), "")
        context.token.check()
        if not address:
            raise ProgramFailedError(tr("it did not serve its page: {reason}", reason=(lines or ["-"])[-1]))
        try:
            # The address is the program's own, on this computer; a proxy has no part in that.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(address, timeout=ANSWER_SECONDS) as answer:
                page = answer.read(_LARGEST_PAGE)
        except OSError as error:
            raise ProgramFailedError(tr("it did not serve its page: {reason}", reason=error)) from error
        if b"<html" not in page[:1000].lower():
            raise ProgramFailedError(tr("it serves something that is no page"))
    finally:
        served.cancel()
        server.join()


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
