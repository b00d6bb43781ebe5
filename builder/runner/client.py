"""The engine's client of `runner --serve-pipe`: samples go in as blocks, and come out as they enter the model."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from builder.core.arrays import Array
from builder.runner.blocks import Block, array_of
from builder.runner.guarded_runner import GuardedRunner
from builder.runner.refusal import RefusedError, launcher_errors_refused
from builder.system.cancellation import CancelToken
from builder.system.process import Command, LineReader, Running
from resources.launcher.errors import RunnerError
from resources.launcher.pipe import RunnerPipe, cannot_start


class RunnerClient:
    """A runner that prepares one sample after the other; see `serving_runner`."""

    def __init__(self, pipe: RunnerPipe, token: CancelToken) -> None:
        self._pipe, self._token = pipe, token

    def prepare(self, blocks: Sequence[Block]) -> list[Array]:
        """Prepares one sample as it enters the model: an array for each input, with the batch axis.

        Args:
            blocks: One for each input.

        Raises:
            RefusedError: The runner refused them, or ended.
            CancelledError: The work was cancelled, which ended it.
        """
        try:
            with launcher_errors_refused():
                return [array_of(block) for block in self._pipe.preprocess(blocks)]
        except RefusedError:
            self._token.check()
            raise


@contextlib.contextmanager
def serving_runner(
    runner: Path, contract_file: Path, token: CancelToken, on_line: LineReader
) -> Iterator[RunnerClient]:
    """Starts a runner that prepares samples; it ends with the context, and at once when the token is cancelled.

    Args:
        runner: The program.
        contract_file: The contract that it executes.
        token: Of the work that the samples are for.
        on_line: Receives the command and what the runner writes to stderr; called from another thread too.

    Raises:
        RefusedError: It cannot be started, or cannot run here.
        CancelledError: The token was cancelled.
    """
    token.check()
    command = Command((str(runner), "--contract", str(contract_file), "--serve-pipe"))
    on_line(f"$ {command}")
    with _started(command, token) as running:
        process = GuardedRunner(running, on_line)
        with RunnerPipe(process) as pipe:
            _greet(pipe, process, token)
            yield RunnerClient(pipe, token)


def _started(command: Command, token: CancelToken) -> Running:
    with launcher_errors_refused():
        try:
            return Running(command, token, stdin=True)
        except OSError as error:
            raise cannot_start(error.strerror or str(error)) from error


def _greet(pipe: RunnerPipe, process: GuardedRunner, token: CancelToken) -> None:
    """Reads the runner's greeting, so that one that cannot run says so before it is asked."""
    with launcher_errors_refused():
        try:
            _ = pipe.hello
        except RunnerError as error:
            token.check()
            if process.not_started:
                raise cannot_start(process.not_started) from error
            raise
