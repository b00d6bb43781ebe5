"""The engine's side of the child programs: sessions with `python -m builder.child`, which may load models.

A session keeps what it loaded between requests. Its requests and answers are JSON lines; see builder/child.
"""

import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from builder.errors import ExitCode, LitecrateError
from builder.explain import KILLED
from builder.faults import bytes_of, no_memory, says_no_memory
from builder.process import CancelToken, Command, LineReader, Running, read_lines, temporary_in, text_of
from builder.words import mark, tr

Progress = Callable[[int, int, str], None]
_LOADING_OTHER_CODE = {"PYTHONSTARTUP", "PYTHONHOME", "PYTHONPATH"}
CHILD_NICENESS = 10  # the window and whatever else the user does come first


def _nothing(done: int, total: int, text: str) -> None:
    del done, total, text


class ChildError(Exception):
    """The exception in a child that an error was made of; its text is what the library said."""


class ChildSession:
    """One child process and the requests to it.

    The child is started at once and imports in the background; leaving the context ends it.

    Args:
        token: Ends the child when cancelled.
        on_line: Receives what the child writes to stderr.
        temporary: Where its temporary files go; exists. TensorFlow leaves some behind when it is ended.
    """

    def __init__(self, token: CancelToken, on_line: LineReader, temporary: Path) -> None:
        self._token = token
        self._number = 0
        self._lock = threading.Lock()
        self._last: list[str] = []
        self._model_bytes: int | None = None
        self._on_line = on_line
        # -P: the working folder must not be searched for modules; a planted numpy.py would run.
        command = Command(
            (sys.executable, "-P", "-m", "builder.child"), nice=CHILD_NICENESS, environment=_environment(temporary)
        )
        self._running = Running(command, token, stdin=True)
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._threads = [
            read_lines(self._running.stderr, self._heard),
            threading.Thread(target=self._pump, daemon=True),
        ]
        self._threads[1].start()

    def _pump(self) -> None:
        for raw in self._running.stdout:
            self._answers.put(text_of(raw))
        self._answers.put(None)

    def _heard(self, line: str) -> None:
        self._last.append(line)
        del self._last[:-40]
        self._on_line(line)

    def request(self, task: str, progress: Progress = _nothing, **arguments: Any) -> dict[str, Any]:
        """Sends one request and waits for its answer.

        Raises:
            LitecrateError: What the child said, or that it ended without an answer.
            CancelledError: The token was cancelled.
        """
        with self._lock:
            self._token.check()
            self._number += 1
            if "path" in arguments:
                self._model_bytes = bytes_of(Path(arguments["path"]))
            message = json.dumps({"id": self._number, "task": task, **arguments}) + "\n"
            try:
                self._running.stdin.write(message.encode())
                self._running.stdin.flush()
            except OSError:
                raise self._died(task) from None
            return self._answer(task, progress)

    def _answer(self, task: str, progress: Progress) -> dict[str, Any]:
        while True:
            line = self._answers.get()
            if line is None:
                raise self._died(task)
            answer = json.loads(line)
            if "progress" in answer:
                step = answer["progress"]
                progress(step["done"], step["total"], step.get("text", ""))
            elif answer["ok"]:
                result: dict[str, Any] = answer["result"]
                return result
            else:
                error = answer["error"]
                raise LitecrateError(
                    error["what"],
                    why=error["why"],
                    remedy=error["do"],
                    in_window=error.get("in_window"),
                    key=error.get("key", ""),
                    code=ExitCode(error["code"]),
                ) from (ChildError(answer["cause"]) if answer.get("cause") else None)

    def _died(self, task: str) -> LitecrateError:
        self._token.check()
        code = self._running.wait()
        self._threads[0].join()
        return child_died(task, code, self._last, self._model_bytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.__exit__(kind, error, trace)


_STOPPED = {
    "inspect": mark("The program that was reading the model stopped"),
    "convert": mark("The program that was converting the model stopped"),
    "quantize": mark("The program that was making the model smaller stopped"),
}


def child_died(task: str, code: int, last: list[str], model_bytes: int | None = None) -> LitecrateError:
    """What it means that a child ended without an answer.

    Args:
        task: What it was doing.
        code: Its exit code, 128 + n for signal n.
        last: The last lines that it wrote to stderr.
        model_bytes: The size of the model that it worked on, where it is known.
    """
    what = tr(_STOPPED.get(task, mark("The program that was working on the model stopped")))
    if code == KILLED or says_no_memory("\n".join(last)):
        return no_memory(what, model_bytes)
    said = next((line.strip() for line in reversed(last) if line.strip()), "")
    ended = tr("signal {n}", n=code - 128) if code > 128 else tr("exit code {n}", n=code)
    why = tr("It ended with {how}.", how=ended)
    if said:
        why = tr("It ended with {how}; its last line was: {said}", how=ended, said=said[:200])
    return LitecrateError(
        what,
        why=why,
        remedy=tr("Look into the log; when the model opens in TensorFlow, this is a fault worth reporting."),
        code=ExitCode.STEP_FAILED,
    )


def _environment(temporary: Path) -> dict[str, str]:
    """This process's environment without what would make children load other code."""
    kept = {key: value for key, value in os.environ.items() if key not in _LOADING_OTHER_CODE}
    return {**kept, **temporary_in(temporary)}
