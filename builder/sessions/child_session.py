"""The engine's side of the child programs: sessions with `builder.child`, which may load models.

A session keeps what it loaded between requests. Its requests and answers are JSON lines; see builder/child. The child
is confined (builder/child/confine/confinement.py), so files go to it and come back by `Handover`.
"""

import json
import os
import queue
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import ValidationError

from builder.child.confine.confinement import Bounds, Confined, most_written
from builder.child.protocol import CANNOT_NARROW
from builder.core.errors import ExitCode, LitecrateError
from builder.core.model_digest import model_root
from builder.core.ordinary_files import bytes_in
from builder.core.visible import visible_lines
from builder.core.words import mark, tr
from builder.sessions.child_answers import LONGEST_LINE, Answer, not_understood
from builder.sessions.file_exchange import Handover
from builder.system.cancellation import CancelToken
from builder.system.environment import clean_environment, python_argv, temporary_in
from builder.system.failures.classify import bytes_of, explain
from builder.system.failures.evidence import Failed
from builder.system.process import Command, LineReader, Running, read_lines, text_of

Progress = Callable[[int, int, str], None]
CHILD_NICENESS = 10  # the window and whatever else the user does come first
_WAITING_ANSWERS = 64  # lines that are held before a child has to wait; chosen
_STDERR_BYTES = 8 * 1024 * 1024  # of what a child writes to stderr; chosen: the rest is not logged


def _no_progress(done: int, total: int, text: str) -> None:
    del done, total, text


class ChildError(Exception):
    """Cause of an error that a child reports: the text of the exception that a library raised in it."""


class _CannotNarrowError(Exception):
    """The child could not be confined to the model that it was asked for."""


class ChildSession:
    """One child process and the requests to it.

    The child is started at once and imports in the background; leaving the context ends it. Asked to inspect a model
    that it may not read, it is started anew.

    Args:
        token: Ends the child when cancelled.
        on_line: Receives what the child writes to stderr.
        temporary: Where its folders go; exists. TensorFlow leaves files behind when it is ended.
        reading: What it may read: the model, sample data. None where that is not known yet; then the first request
            that names a model says it, and until then no thread is started in the child.
        without: Layers of the confinement that are left out, and "scan": the look at a file before it is loaded. For
            tests and measurements.
    """

    def __init__(
        self, token: CancelToken, on_line: LineReader, temporary: Path, *, reading: Sequence[Path] | None = (),
        without: Collection[str] = (),
    ) -> None:  # fmt: skip
        self._token, self._on_line, self._without = token, on_line, tuple(without)
        self._number = 0
        self._lock = threading.Lock()
        self._last: list[str] = []
        self._stderr_bytes = 0
        self._line_too_long = False
        self._model_bytes: int | None = None
        self._confined: Confined | None = None
        self._files = Handover(temporary)
        self._start(reading)

    def _start(self, reading: Sequence[Path] | None) -> None:
        paths = None if reading is None else [model_root(_absolute(path)) for path in reading]
        self._reading = None if paths is None else {path: _identity(path) for path in paths}
        readable = None if paths is None else tuple(map(str, paths))
        self._input_bytes = bytes_in(*(paths or []))
        own = self._files.own
        bounds = Bounds(str(own), str(self._files.given), readable, self._input_bytes, self._without)
        environment = clean_environment(temporary_in(own), home=own)
        argv = python_argv("builder.child", bounds.to_argument())
        self._running = Running(Command(argv, own, environment, CHILD_NICENESS), self._token, stdin=True)
        self._answers: queue.Queue[str | None] = queue.Queue(_WAITING_ANSWERS)
        self._threads = [
            read_lines(self._running.stderr, self._on_stderr),
            threading.Thread(target=self._pump, args=(self._running, self._answers), daemon=True),
        ]
        self._threads[1].start()

    @property
    def confined(self) -> Confined | None:
        """The layers of the confinement that hold; None before the first answer."""
        return self._confined

    @property
    def own(self) -> Path:
        """The folder that the child writes to."""
        return self._files.own

    def _pump(self, running: Running, answers: "queue.Queue[str | None]") -> None:
        """Puts the child's lines into the queue: a full one makes the child wait, a line too long ends it."""
        try:
            while raw := running.stdout.readline(LONGEST_LINE):
                if len(raw) >= LONGEST_LINE:
                    self._line_too_long = True
                    running.end()
                    break
                answers.put(text_of(raw))
        finally:
            answers.put(None)

    def _on_stderr(self, line: str) -> None:
        line = visible_lines(line)
        self._last.append(line)
        del self._last[:-40]
        self._stderr_bytes += len(line)
        if self._stderr_bytes <= _STDERR_BYTES:
            self._on_line(line)

    def request(
        self, task: str, progress: Progress = _no_progress, *, lend: Mapping[str, Path] | None = None,
        take: Mapping[str, Path] | None = None, **arguments: Any,
    ) -> dict[str, Any]:  # fmt: skip
        """Sends one request and waits for its answer.

        Args:
            task: See builder/child/session.py.
            progress: Called with the task's progress.
            lend: Arguments that name files for the child to read, during this request.
            take: Arguments that name files for the child to write; afterwards they are at these paths.
            arguments: All others.

        Raises:
            LitecrateError: The child reported it, ended without an answer, or broke the protocol.
            CancelledError: The token was cancelled.
        """
        with self._lock:
            self._token.check()
            if task == "inspect":
                arguments["path"] = str(self._make_readable(_absolute(Path(arguments["path"]))))
            if "path" in arguments:
                self._model_bytes = bytes_of(Path(arguments["path"]))
            lent = {name: str(self._files.lend(path)) for name, path in (lend or {}).items()}
            written = {name: str(self.own / path.name) for name, path in (take or {}).items()}
            try:
                found = self._exchange(task, progress, {**arguments, **lent, **written})
                for path in (take or {}).values():
                    self.take_over(path.name, path)
                return found
            finally:
                if lent:
                    self._files.take_back()

    def take_over(self, name: str, target: Path) -> None:
        """Copies a file that the child has written to `target`, see `Handover.take_over`."""
        self._files.take_over(name, target, most_written(self._input_bytes))

    def _make_readable(self, model: Path) -> Path:
        """Sees to it that the child may read a model, by a new child where this one is confined to others."""
        whole = model_root(model)
        if self._reading is None:
            self._reading, self._input_bytes = {whole: _identity(whole)}, bytes_in(whole)
        elif not any(whole.is_relative_to(path) and _identity(path) == seen for path, seen in self._reading.items()):
            self._restart([model])
        return model

    def _restart(self, reading: Sequence[Path]) -> None:
        self._running.__exit__(None, None, None)
        self._start(reading)

    def _exchange(self, task: str, progress: Progress, arguments: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._send(task, progress, arguments)
        except _CannotNarrowError:  # a new child is confined to the model from its start
            self._restart(list(self._reading or []))
            return self._send(task, progress, arguments)

    def _send(self, task: str, progress: Progress, arguments: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        message = json.dumps({"id": self._number, "task": task, **arguments}) + "\n"
        try:
            self._running.stdin.write(message.encode())
            self._running.stdin.flush()
        except OSError:
            raise self._ended_error(task) from None
        return self._answer(task, progress)

    def _answer(self, task: str, progress: Progress) -> dict[str, Any]:
        while True:
            line = self._answers.get()
            if line is None:
                raise self._ended_error(task)
            try:
                answer = Answer.model_validate_json(line)
            except ValidationError as error:
                raise not_understood(str(error.errors()[0]["msg"])) from error
            if answer.confined is not None:
                self._confined = self._confined or answer.confined.value()
            elif answer.progress is not None:
                progress(answer.progress.done, answer.progress.total, answer.progress.text)
            elif answer.ok and answer.result is not None:
                return answer.result
            elif answer.error is not None:
                raise answer.error.as_error() from (ChildError(answer.cause) if answer.cause else None)
            else:
                raise not_understood(tr("neither an answer nor an error"))

    def _ended_error(self, task: str) -> Exception:
        self._token.check()
        code = self._running.wait()
        self._threads[0].join()
        if self._line_too_long:
            return not_understood(tr("a line without an end"))
        if code == CANNOT_NARROW:
            return _CannotNarrowError()
        return child_died(task, code, self._last, self._model_bytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.__exit__(kind, error, trace)
        self._files.remove()


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of a file, None where there is none: a child may read that file, not a new one of its name."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - a link in it is not followed here


_STOPPED = {
    "inspect": mark("The program that was reading the model stopped"),
    "convert": mark("The program that was converting the model stopped"),
    "quantize": mark("The program that was making the model smaller stopped"),
}


def child_died(task: str, code: int, last: list[str], model_bytes: int | None = None) -> LitecrateError:
    """The error for a child that ended without an answer: missing memory, or its exit code and last line.

    Args:
        task: The request that it worked on.
        code: Its exit code, 128 + n for signal n.
        last: The last lines that it wrote to stderr.
        model_bytes: The size of the model that it worked on, where it is known.
    """
    what = tr(_STOPPED.get(task, mark("The program that was working on the model stopped")))
    failed = Failed("ended child", "\n".join(last), exit_code=code, what=what, model_bytes=model_bytes)
    known = explain(failed)
    if known is not None:
        return known
    said = next((line.strip() for line in reversed(last) if line.strip()), "")
    ended = tr("signal {n}", n=code - 128) if code > 128 else tr("exit code {n}", n=code)
    why = tr("It ended with {how}.", how=ended)
    if said:
        why = tr("It ended with {how}; its last line was: {said}", how=ended, said=said[:200])
    return LitecrateError(
        what,
        why=why,
        remedy=tr("Check the log. If TensorFlow can open the model, this is a bug in Litecrate: then report it."),
        code=ExitCode.STEP_FAILED,
    )
