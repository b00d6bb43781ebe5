"""A client of `runner --serve-pipe` that asks what the engine does not, too: predictions and exact tensors."""

import subprocess
from collections.abc import Sequence
from os import PathLike
from typing import IO

from builder.runner.blocks import Block, pack
from builder.runner.pipe import RunnerPipe

PREPROCESS, TENSORS = 2, 3
_BLOCKS = 0x82
_CLOSE_SECONDS = 5.0


class StartedRunner:
    """A runner that serves its pipe; its messages pass through. A `RunnerProcess`.

    Args:
        command: The runner and its options, without `--serve-pipe`.
    """

    def __init__(self, command: Sequence[str | PathLike[str]]) -> None:
        self._process = subprocess.Popen([*command, "--serve-pipe"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    @property
    def stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        self._process.kill()

    def finish(self) -> int:
        try:
            return self._process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


class WholePipe(RunnerPipe):
    """The whole protocol of docs/runner.md."""

    def preprocess(self, blocks: Sequence[Block]) -> list[Block]:
        """The exact tensors that would enter the model."""
        return self._ask_blocks(PREPROCESS, blocks)

    def tensors(self, blocks: Sequence[Block]) -> list[Block]:
        """Exact tensors in, the outputs in the contract's order and the model's own types out."""
        return self._ask_blocks(TENSORS, blocks)

    def _ask_blocks(self, kind: int, blocks: Sequence[Block]) -> list[Block]:
        self._send(kind, b"".join(map(pack, blocks)))
        return self._blocks(self._receive(frozenset({_BLOCKS}))[1])


def serving(*command: str | PathLike[str]) -> WholePipe:
    """A runner that was just started."""
    return WholePipe(StartedRunner(command))
