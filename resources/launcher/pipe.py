"""The protocol of `runner --serve-pipe`: one process and one model load for any number of requests."""

import contextlib
import json
import struct
from collections.abc import Iterable
from typing import IO, Any, NoReturn, Protocol, Self

from resources.launcher.errors import RunnerError
from resources.launcher.reading.blocks import MAX_PAYLOAD, Block, header, packed_size, padding, unpack

_FRAME = struct.Struct("<4sIIIQ")
_MAGIC = b"LCF1"
_PREDICT, _PREPROCESS, _TENSORS = 1, 2, 3
_HELLO, _JSON, _BLOCKS, _ERROR = 0x80, 0x81, 0x82, 0xFF
_WITH_PICTURES = 1  # flag of a question


class RunnerProcess(Protocol):
    """A runner that was started with `--serve-pipe`, as `RunnerPipe` needs it.

    Attributes:
        stdin, stdout: The two directions of its pipe.
        ended: It has ended or was ended.
    """

    @property
    def stdin(self) -> IO[bytes]: ...

    @property
    def stdout(self) -> IO[bytes]: ...

    @property
    def ended(self) -> bool: ...

    def kill(self) -> None:
        """Ends it at once."""

    def finish(self) -> int:
        """Waits for its end, ends it where it takes too long, and gives the exit code (negative: the signal)."""


class RunnerPipe:
    """A runner that waits for requests. Not thread-safe: one request at a time.

    Use it as a context manager: leaving it normally lets the runner end by itself, leaving it by an exception ends
    the runner at once.

    Args:
        process: The runner; who starts it and how is not the protocol's.
    """

    def __init__(self, process: RunnerProcess) -> None:
        self._process = process
        self._hello: dict[str, Any] | None = None
        self._last_id = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self._process.kill()
        self.close()

    @property
    def ended(self) -> bool:
        """The runner has ended or was ended; this pipe answers nothing more."""
        return self._process.ended

    @property
    def hello(self) -> dict[str, Any]:
        """What the runner says about itself: the `--info --json` object ("model" is null without a model)."""
        if self._hello is None:
            kind, _, payload = self._read_frame()
            if kind == _ERROR:
                self._refused(payload, ended=True)
            if kind != _HELLO:
                self._broken("it began with an unknown message")
            self._hello = self._object(payload)
        return self._hello

    def predict(self, blocks: Iterable[Block], *, pictures: bool = False) -> "Answer":
        """The answer to one sample (one block an input) as the docs' object with `ms`, `top` and `outputs`.

        `pictures` asks for pictures and masks as PNG files too.
        """
        self.ask(blocks, pictures=pictures)
        return self.answer()

    def ask(self, blocks: Iterable[Block], *, pictures: bool = False) -> None:
        """Sends one sample; `answer` gives its answer and must be called before the next request."""
        # The greeting is read first: a runner that is still writing it would not read a long request.
        _ = self.hello
        self._send(_PREDICT, list(blocks), _WITH_PICTURES if pictures else 0)

    def answer(self) -> "Answer":
        """The answer to the sample that was sent, as `predict` gives it."""
        text = self.answer_text()
        return Answer(self._object(text), text.decode("utf-8"))

    def answer_text(self) -> bytes:
        """The same as it came: an object's JSON, which is not looked into."""
        return self._receive(_JSON)

    def preprocess(self, blocks: Iterable[Block]) -> list[Block]:
        """What would enter the model: one exact tensor an input."""
        return self._blocks(self._request(_PREPROCESS, blocks, _BLOCKS))

    def tensors(self, blocks: Iterable[Block]) -> list[Block]:
        """Exact tensors (form 0) in, the outputs in the contract's order and the model's own types out."""
        return self._blocks(self._request(_TENSORS, blocks, _BLOCKS))

    def close(self) -> int:
        """Ends the runner and gives its exit code (negative: the signal that ended it)."""
        # Unsent bytes of a runner that is gone already are no news.
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        # An answer nobody reads must not keep the runner waiting.
        self._process.stdout.close()
        return self._process.finish()

    def _request(self, kind: int, blocks: Iterable[Block], wanted: int) -> bytes:
        _ = self.hello
        self._send(kind, list(blocks), 0)
        return self._receive(wanted)

    def _receive(self, wanted: int) -> bytes:
        answered, echoed, payload = self._read_frame()
        if echoed != self._last_id:
            self._broken("it answered another question")
        if answered == _ERROR:
            self._refused(payload, ended=False)
        if answered != wanted:
            self._broken("it answered in an unknown form")
        return payload

    def _send(self, kind: int, blocks: list[Block], flags: int) -> None:
        size = sum(packed_size(block) for block in blocks)
        if size > MAX_PAYLOAD:
            raise RunnerError(
                "The data is too large for one request",
                why=f"It has {size:,} bytes; at most {MAX_PAYLOAD:,} fit.",
                do="Use a smaller file.",
            )
        self._last_id = (self._last_id + 1) & 0xFFFFFFFF
        # A runner that refused and left may have said why: what it wrote is read next.
        # (ValueError: this pipe is closed already; reading says so.)
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(_FRAME.pack(_MAGIC, kind, self._last_id, flags, size))
            for block in blocks:
                self._process.stdin.write(header(block))
                self._process.stdin.write(block.data)
                self._process.stdin.write(padding(len(block.data)))
            self._process.stdin.flush()

    def _read_frame(self) -> tuple[int, int, bytes]:
        magic, kind, echoed, _, size = _FRAME.unpack(self._read(_FRAME.size))
        if magic != _MAGIC or size > MAX_PAYLOAD:
            self._broken("its message has no valid header")
        return kind, echoed, self._read(size)

    def _read(self, size: int) -> bytes:
        data = b"" if self._process.stdout.closed else self._process.stdout.read(size)
        if len(data) == size:
            return data
        raise RunnerError(
            "The runner ended before it had answered",
            why=_ending(self.close()),
            do="Try again. If it ends again, use a smaller file, or get the program again.",
            ended=True,
        )

    def _refused(self, payload: bytes, *, ended: bool) -> NoReturn:
        said = self._object(payload)
        raise RunnerError(
            str(said.get("error", "The runner refused")),
            why=str(said.get("why", "It gave no reason.")),
            do=str(said.get("do", "Try another file.")),
            ended=ended,
        )

    def _broken(self, reason: str) -> NoReturn:
        self._process.kill()
        self.close()
        raise RunnerError(
            "The runner does not fit this program",
            why=f"When it was asked, {reason}.",
            do="Get the program again: its parts are damaged or from different versions.",
            ended=True,
        )

    def _object(self, payload: bytes) -> dict[str, Any]:
        try:
            value = json.loads(payload, parse_float=Number)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            self._broken("it answered in an unknown form")
        return value

    def _blocks(self, payload: bytes) -> list[Block]:
        try:
            return unpack(payload)
        except ValueError:
            self._broken("it answered with damaged data")


class Answer(dict[str, Any]):
    """The runner's answer to one sample.

    Attributes:
        text: The same as the runner wrote it.
    """

    def __init__(self, said: dict[str, Any], text: str) -> None:
        super().__init__(said)
        self.text = text


class Number(float):
    """A number of an answer that is written as the runner wrote it."""

    _text: str

    def __new__(cls, text: str) -> Self:
        number = super().__new__(cls, text)
        number._text = text
        return number

    def __str__(self) -> str:
        return self._text


def cannot_start(reason: str) -> RunnerError:
    """Why a runner could not be started; `reason` is what the system says."""
    return RunnerError(
        "The runner cannot be started",
        why=f"The system says: {reason}.",
        do="Unpack or copy the program again, to a place that allows programs to run.",
        ended=True,
    )


def _ending(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"Its exit code is {code}."
    import signal

    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    memory = " That is often a lack of memory." if name == "SIGKILL" else ""
    return f"It was ended by the signal {name}.{memory}"
