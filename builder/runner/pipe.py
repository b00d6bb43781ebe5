"""The engine's side of the protocol of `runner --serve-pipe` (docs/runner.md): one process for any number of files."""

import contextlib
import json
import os
import signal
import struct
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn, Protocol, Self

from builder.core.words import tr
from builder.runner.blocks import Block, pack, unpack
from builder.runner.refusal import EndedError, RefusedError

MAX_PAYLOAD = 1 << 30
PREDICT, READ_FILE, READ_BYTES, OUTPUTS = 1, 4, 5, 6
HELLO, JSON, SAMPLE, SAMPLE_ERROR, RUN, ERROR = 0x80, 0x81, 0x83, 0x84, 0x85, 0xFF
_OF_READING = frozenset({SAMPLE, SAMPLE_ERROR, JSON})
_PREPARED = 1  # flag of the two that read
_WITH_PICTURES = 1  # flag of PREDICT
_MS = struct.Struct("<d")
_FRAME = struct.Struct("<4sIIIQ")
_ROW = struct.Struct("<q")
_MAGIC = b"LCF1"


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


class ReadSample(NamedTuple):
    """One sample of a file.

    Attributes:
        row: Its number from 1 on in a file that holds several; None for a file that is one.
        blocks: One for each input of the model.
    """

    row: int | None
    blocks: list[Block]


# Runs a model that is elsewhere: its inputs, to the milliseconds that it took and its outputs.
RunModel = Callable[[list[Block]], tuple[float, list[Block]]]


class RunnerPipe:
    """A runner that waits for requests. Not thread-safe: one request at a time.

    Use it as a context manager: leaving it normally lets the runner end by itself, leaving it by an exception ends
    the runner at once.

    Args:
        process: The runner.
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
        """What the runner says about itself: the `--info --json` object ("model" is null without a model).

        Raises:
            EndedError: It cannot run here.
        """
        if self._hello is None:
            kind, _, payload = self._read_frame()
            if kind == ERROR:
                raise self._refusal(payload, EndedError)
            if kind != HELLO:
                self._broken(tr("it began with an unknown message"))
            self._hello = self._object(payload)
        return self._hello

    def read(self, file: Path | bytes, *, prepared: bool) -> Iterator[ReadSample]:
        """The samples of a file, or of what a file would hold, one after the other.

        Args:
            file: Its path, or its content.
            prepared: Whether they come as they enter the model: an exact tensor for each input, with the batch axis.

        Raises:
            RefusedError: It cannot be read, or the sample that follows cannot; of several the first.
        """
        content = file if isinstance(file, bytes) else os.fsencode(file)
        self._send(READ_BYTES if isinstance(file, bytes) else READ_FILE, content, _PREPARED if prepared else 0)
        while (frame := self._receive(_OF_READING))[0] == SAMPLE:
            try:
                yield ReadSample(_ROW.unpack_from(frame[1])[0] or None, self._blocks(frame[1][_ROW.size :]))
            except GeneratorExit:  # who asked needs no more: what the runner has still to say is no answer to the next
                with contextlib.suppress(RefusedError):
                    self._leave_out()
                raise
        if frame[0] == SAMPLE_ERROR:
            self._leave_out()
            raise self._refusal(frame[1], RefusedError)

    def predict(
        self, blocks: Sequence[Block], run: RunModel | None = None, *, pictures: bool = False
    ) -> dict[str, Any]:
        """The answer to one sample, in the form of docs/runner.md.

        Args:
            blocks: What goes in, one for each input, as `read` gives it.
            run: Runs the model where the runner was started with `--model-elsewhere`. What it raises passes through,
                and then this pipe is of no more use.
            pictures: Whether masks and pictures come as PNG files.

        Raises:
            RefusedError: It does not fit the model.
        """
        self._send(PREDICT, b"".join(map(pack, blocks)), _WITH_PICTURES if pictures else 0)
        wanted = frozenset({JSON}) if run is None else frozenset({JSON, RUN})
        while (frame := self._receive(wanted))[0] == RUN and run is not None:
            ms, outputs = run(self._blocks(frame[1]))
            self._write(OUTPUTS, _MS.pack(ms) + b"".join(map(pack, outputs)))
        return self._object(frame[1])

    def _leave_out(self) -> None:
        while self._receive(_OF_READING)[0] != JSON:
            pass

    def close(self) -> int:
        """Ends the runner and gives its exit code (negative: the signal that ended it)."""
        # Unsent bytes of a runner that is gone already are no news.
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        # An answer nobody reads must not keep the runner waiting.
        self._process.stdout.close()
        return self._process.finish()

    def _send(self, kind: int, payload: bytes, flags: int = 0) -> None:
        # The greeting is read first: a runner that is still writing it would not read a long request.
        _ = self.hello
        if len(payload) > MAX_PAYLOAD:
            raise RefusedError(
                tr("The data is too large for one request"),
                why=tr("It has {n} bytes; at most {most} are possible.", n=len(payload), most=MAX_PAYLOAD),
                remedy=tr("Use a smaller file."),
            )
        self._last_id = (self._last_id + 1) & 0xFFFFFFFF
        self._write(kind, payload, flags)

    def _write(self, kind: int, payload: bytes, flags: int = 0) -> None:
        # A runner that refused and left may have said why: what it wrote is read next.
        # (ValueError: this pipe is closed already; reading says so.)
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(_FRAME.pack(_MAGIC, kind, self._last_id, flags, len(payload)))
            self._process.stdin.write(payload)
            self._process.stdin.flush()

    def _receive(self, wanted: frozenset[int]) -> tuple[int, bytes]:
        kind, echoed, payload = self._read_frame()
        if echoed != self._last_id:
            self._broken(tr("it answered another question"))
        if kind == ERROR:
            raise self._refusal(payload, RefusedError)
        if kind not in wanted:
            self._broken(tr("it answered in an unknown form"))
        return kind, payload

    def _read_frame(self) -> tuple[int, int, bytes]:
        magic, kind, echoed, _, size = _FRAME.unpack(self._read(_FRAME.size))
        if magic != _MAGIC or size > MAX_PAYLOAD:
            self._broken(tr("its message has no valid header"))
        return kind, echoed, self._read(size)

    def _read(self, size: int) -> bytes:
        data = b"" if self._process.stdout.closed else self._process.stdout.read(size)
        if len(data) == size:
            return data
        raise EndedError(
            tr("The runner ended before it had answered"),
            why=_ending(self.close()),
            remedy=tr("Try again. If it ends again, use a smaller file."),
        )

    def _refusal(self, payload: bytes, kind: type[RefusedError]) -> RefusedError:
        said = self._object(payload)
        return kind(
            str(said.get("error", tr("The runner refused"))),
            why=str(said.get("why", tr("It gave no reason."))),
            remedy=str(said.get("do", tr("Try another file."))),
        )

    def _broken(self, reason: str) -> NoReturn:
        self._process.kill()
        self.close()
        raise EndedError(
            tr("The runner does not fit this version of Litecrate"),
            why=tr("When it was asked, {reason}.", reason=reason),
            remedy=tr("Start Litecrate again. If this stays, install it again."),
        )

    def _object(self, payload: bytes) -> dict[str, Any]:
        try:
            value = json.loads(payload)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            self._broken(tr("it answered in an unknown form"))
        return value

    def _blocks(self, payload: bytes) -> list[Block]:
        try:
            return unpack(payload)
        except ValueError:
            self._broken(tr("it answered with damaged data"))


def _ending(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return tr("Its exit code is {code}.", code=code)
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    if name == "SIGKILL":
        return tr("It was ended by the signal {name}. That is often a lack of memory.", name=name)
    return tr("It was ended by the signal {name}.", name=name)
