"""One runner for many questions, and a new one where it dies."""

from typing import Self

from resources.launcher.pipe import RunnerPipe
from resources.launcher.runner_process import StartedRunner


class Asker:
    """The runner for all files or requests. Where it dies over one, the next gets a new one."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._pipe = RunnerPipe(StartedRunner(command))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self._pipe.__exit__(*reason)

    def pipe(self) -> RunnerPipe:
        """A runner that has begun to serve.

        Raises:
            RunnerError: It cannot run here.
        """
        if self._pipe.ended:
            self._pipe.close()
            self._pipe = RunnerPipe(StartedRunner(self._command))
        _ = self._pipe.hello
        return self._pipe
