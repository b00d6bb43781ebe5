"""Starts the runner of a finished program and ends it."""

import subprocess
from collections.abc import Sequence
from os import PathLike
from typing import IO

from resources.launcher.pipe import cannot_start

_CLOSE_SECONDS = 5.0


class StartedRunner:
    """A runner that serves its pipe; its messages pass through. A `RunnerProcess`.

    Args:
        command: The runner and its options, without `--serve-pipe`.
    Raises:
        RunnerError: It cannot be started.
    """

    def __init__(self, command: Sequence[str | PathLike[str]]) -> None:
        try:
            self._process = subprocess.Popen([*command, "--serve-pipe"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as error:
            raise cannot_start(error.strerror or str(error)) from None

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
