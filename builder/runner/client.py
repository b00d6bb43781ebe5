"""The engine's client of `runner --serve-pipe`: it reads files as the finished program does, and words answers so."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from builder.core.arrays import Array
from builder.runner.blocks import array_of
from builder.runner.guarded_runner import GuardedRunner
from builder.runner.pipe import ReadSample, RunModel, RunnerPipe
from builder.runner.refusal import EndedError, RefusedError, cannot_start
from builder.system.cancellation import CancelToken
from builder.system.process import Command, LineReader, Running


class RunnerClient:
    """A runner that reads one file after the other; see `serving_runner`."""

    def __init__(self, pipe: RunnerPipe, token: CancelToken) -> None:
        self._pipe, self._token = pipe, token

    def prepared(self, file: Path | bytes) -> Iterator[tuple[int | None, list[Array]]]:
        """The samples of a file, or of a file's content, as they enter the model.

        Yields:
            The number of the row, from 1 on, in a file that holds several, else None; and an array for each input,
            with the batch axis.

        Raises:
            RefusedError: It cannot be read or does not fit the model, or the runner ended.
            CancelledError: The work was cancelled, which ended it.
        """
        for sample in self._read(file, prepared=True):
            yield sample.row, [array_of(block) for block in sample.blocks]

    def raw(self, file: Path | bytes) -> Iterator[ReadSample]:
        """The samples of a file as they were read: pixels, sounds and numbers; raises as `prepared`."""
        return self._read(file, prepared=False)

    def answer(self, sample: ReadSample, run: RunModel) -> dict[str, Any]:
        """The answer of a model that is elsewhere to a sample that `raw` gave, with masks and pictures as PNG files.

        Args:
            sample: What goes in.
            run: Runs the model; what it raises passes through and ends the runner.

        Raises:
            RefusedError: The sample or what the model says does not fit the contract, or the runner ended.
            CancelledError: The work was cancelled, which ended it.
        """
        try:
            return self._pipe.predict(sample.blocks, run, pictures=True)
        except RefusedError:
            self._token.check()
            raise

    def _read(self, file: Path | bytes, *, prepared: bool) -> Iterator[ReadSample]:
        try:
            yield from self._pipe.read(file, prepared=prepared)
        except RefusedError:
            self._token.check()
            raise


@contextlib.contextmanager
def serving_runner(
    runner: Path, contract_file: Path, token: CancelToken, on_line: LineReader, *, model_elsewhere: bool = False
) -> Iterator[RunnerClient]:
    """Starts a runner that reads files; it ends with the context, and at once when the token is cancelled.

    Args:
        runner: The program.
        contract_file: The contract that it executes, as JSON.
        token: Of the work that the samples are for.
        on_line: Receives the command and what the runner writes to stderr; called from another thread too.
        model_elsewhere: Whether `RunnerClient.answer` is wanted.

    Raises:
        RefusedError: It cannot be started, or cannot run here.
        CancelledError: The token was cancelled.
    """
    token.check()
    elsewhere = ("--model-elsewhere",) if model_elsewhere else ()
    command = Command((str(runner), "--contract", str(contract_file), "--serve-pipe", *elsewhere))
    on_line(f"$ {command}")
    with _started(command, token) as running:
        process = GuardedRunner(running, on_line)
        with RunnerPipe(process) as pipe:
            _greet(pipe, process, token)
            yield RunnerClient(pipe, token)


def _started(command: Command, token: CancelToken) -> Running:
    try:
        return Running(command, token, stdin=True)
    except OSError as error:
        raise cannot_start(error.strerror or str(error)) from error


def _greet(pipe: RunnerPipe, process: GuardedRunner, token: CancelToken) -> None:
    """Reads the runner's greeting, so that one that cannot run says so before it is asked."""
    try:
        _ = pipe.hello
    except EndedError as error:
        token.check()
        if process.not_started:
            raise cannot_start(process.not_started) from error
        raise
