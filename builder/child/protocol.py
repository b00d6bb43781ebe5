"""Protocol between engine and child: JSON objects, one a line, over pipes.

A request is `{"id": 1, "task": "inspect", ...arguments}`. Its answer is `{"id": 1, "ok": true, "result": {...}}` or
`{"id": 1, "ok": false, "error": {"what", "why", "do", "in_window", "key", "code"}, "cause"}`, after any number of
`{"id": 1, "progress": {"done", "total", "text"}}`. A child that works on models sends `{"confined": {...}}` first.
"""

import json
import os
import queue
import re
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict
from typing import IO, Any

from builder.child.confine.confinement import Confined
from builder.core.errors import ExitCode, LitecrateError
from builder.core.visible import visible_lines
from builder.core.words import tr
from builder.system.failures.classify import explain, says_no_memory
from builder.system.failures.evidence import Failed

Progress = Callable[[int, int, str], None]
Arguments = dict[str, Any]
Result = dict[str, Any]


CANNOT_NARROW = 97  # exit code of a child that could not confine itself to the model of its first request; chosen
_SENTENCES = re.compile(r"(?<=[.!?]) +")
_UNSAFE = re.compile(
    r"unsafe|safe_mode|custom_object|allow_pickle|weights_only|register_keras_serializable", re.IGNORECASE
)
_NAMED_ERROR = re.compile(r"^\w+(Error|Exception): ")


class Channel:
    """Server side of the protocol: reads requests in a thread of its own and writes answers.

    The thread ends the process when the requests' pipe closes: with exit code 0 when no request is open, else 1. So a
    child never outlives the engine, even in the middle of a conversion.
    """

    def __init__(self, requests: IO[bytes], answers: IO[bytes]) -> None:
        self._requests = requests
        self._answers = answers
        self._waiting: queue.Queue[bytes] = queue.Queue()
        self._open = 0  # requests that have come in and are not answered yet
        self._lock = threading.Lock()

    def greet(self, confined: Confined) -> None:
        """Sends how this process is confined, as the first line."""
        self._send({"confined": asdict(confined)})

    def _watch(self) -> None:
        for line in self._requests:
            if line.strip():
                with self._lock:
                    self._open += 1
                self._waiting.put(line)
        os._exit(1 if self._open else 0)

    def serve(
        self,
        handle: Callable[[str, Arguments, Progress], Result],
        begins: Callable[[str, Arguments], bool] | None = None,
    ) -> None:
        """Answers requests in order until the pipe closes, which ends the process.

        Args:
            handle: Runs one task: name, arguments and progress callback to the result.
            begins: Called with each request until it returns true. Before that no thread is started, and the end of the
                pipe is noticed between requests only.
        """
        if begins is not None:
            self._serve_alone(handle, begins)
        threading.Thread(target=self._watch, name="requests", daemon=True).start()
        while True:
            line = self._waiting.get()
            self._write(_answer(line, handle, self._send))
            with self._lock:
                self._open -= 1

    def _serve_alone(
        self, handle: Callable[[str, Arguments, Progress], Result], begins: Callable[[str, Arguments], bool]
    ) -> None:
        while line := self._requests.readline():
            if not line.strip():
                continue
            if _begins(line, begins):
                self._open = 1
                self._waiting.put(line)
                return
            self._write(_answer(line, handle, self._send))
        os._exit(0)

    def _send(self, message: dict[str, Any]) -> None:
        self._write(_line(message))

    def _write(self, line: bytes) -> None:
        try:
            self._answers.write(line)
            self._answers.flush()
        except OSError:  # nobody reads any more
            os._exit(1)


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message, allow_nan=False).encode() + b"\n"


def _begins(line: bytes, begins: Callable[[str, Arguments], bool]) -> bool:
    """Calls `begins` for a request; ends the process where it fails, since the model must not be opened then."""
    try:
        request = json.loads(line)
        task = str(request["task"])
    except (ValueError, LookupError, TypeError):
        return False  # `_answer` reports what is wrong with it
    try:
        return begins(task, request)
    except Exception:
        traceback.print_exc()
        os._exit(CANNOT_NARROW)


def _answer(
    line: bytes, handle: Callable[[str, Arguments, Progress], Result], send: Callable[[dict[str, Any]], None]
) -> bytes:
    number: Any = None
    try:
        request = json.loads(line)
        number = request.pop("id")
        task = request.pop("task")

        def progress(done: int, total: int, text: str) -> None:
            send({"id": number, "progress": {"done": done, "total": total, "text": text}})

        return _line({"id": number, "ok": True, "result": handle(task, request, progress)})
    except LitecrateError as error:
        if error.__cause__ is not None:  # stderr goes to the log
            traceback.print_exception(error.__cause__)
        return _line({"id": number, "ok": False, "error": error_object(error), "cause": _cause_text(error.__cause__)})
    except Exception as error:
        traceback.print_exc()
        return _line({"id": number, "ok": False, "error": error_object(task_error(error)), "cause": _cause_text(error)})


def _cause_text(error: BaseException | None, limit: int = 20_000) -> str:
    """An exception's type and message, in which the engine looks for a full disk or missing memory."""
    return visible_lines(f"{type(error).__name__}: {error}"[:limit])[:limit] if error is not None else ""


def error_object(error: LitecrateError) -> dict[str, Any]:
    """An error as a JSON object; bytes of file names that are no UTF-8 are escaped."""
    return {
        "what": visible_lines(error.what),
        "why": visible_lines(error.why),
        "do": visible_lines(error.remedy),
        "in_window": visible_lines(error.in_window) if error.in_window is not None else None,
        "key": error.key,
        "code": int(error.code),
    }


def raise_if_out_of_memory(error: BaseException) -> None:
    """Raises MemoryError where an exception of a library says that memory ran out, which is no fault of the model.

    Raises:
        MemoryError: The error says that memory ran out.
    """
    if isinstance(error, MemoryError) or says_no_memory(str(error)) or _failed_without_words(error):
        raise MemoryError(first_line(error)) from error


def _failed_without_words(error: BaseException) -> bool:
    """Whether a library's C code failed without saying why, which it does where it got no memory for an object."""
    return isinstance(error, SystemError) and re.search(r"without (setting an )?exception", str(error)) is not None


def task_error(error: BaseException) -> LitecrateError:
    """Wraps an unexpected exception into an error for the user."""
    known = explain(Failed("child", f"{type(error).__name__}: {error}"))
    if known is not None:
        return known
    return LitecrateError(
        tr("Something went wrong while working on the model"),
        why=tr("The program says: {reason}", reason=first_line(error)),
        remedy=tr("Check the log for the details."),
        code=ExitCode.STEP_FAILED,
    )


def first_line(error: BaseException, limit: int = 300) -> str:
    """First non-empty line of an exception's message, at most `limit` characters."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    if lines and lines[0] == "in user code:":  # TensorFlow's words of a function follow; what was wrong comes last
        lines = [_NAMED_ERROR.sub("", line) for line in lines if _NAMED_ERROR.match(line)] or lines
    text = " ".join(_without_advice(line) for line in lines[:1]).strip() or tr("nothing that would help here")
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _without_advice(line: str) -> str:
    """A line without the sentences in which a library advises to load unsafely, and without an exception's name."""
    kept = [sentence for sentence in _SENTENCES.split(_NAMED_ERROR.sub("", line)) if not _UNSAFE.search(sentence)]
    return " ".join(kept)
