"""Messages between this process and a browser: texts over a pipe or over a websocket."""

import os
from typing import TYPE_CHECKING, Protocol

from builder.core.words import tr
from builder.system.process import Running

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

# A browser that sends more at once is not asked any further; pages are asked in pieces that are much smaller.
MOST_BYTES = 96_000_000
_PIECE = 1 << 20
_TOO_LARGE = 1009  # with which this side closes a websocket for a message beyond its limit


class BrowserFailedError(Exception):
    """A browser did not start, ended, or did not answer; the text says how."""


class BrowserEndedError(BrowserFailedError):
    """A browser has ended, or was ended, while it was asked."""

    def __init__(self) -> None:
        super().__init__(tr("the browser ended before it had answered"))


class Channel(Protocol):
    """Both directions between this process and a browser. Neither waits any longer once the browser has ended."""

    def send(self, text: str) -> None:
        """Sends a message.

        Raises:
            BrowserFailedError: The browser has ended.
        """

    def receive(self) -> str:
        """Waits for the next message.

        Raises:
            BrowserFailedError: The browser has ended, or sent too much.
        """

    def close(self) -> None:
        """Lets the channel go; the browser may still run."""


class PipeChannel:
    """Messages that end with a zero byte, over stdin and stdout of a program.

    Args:
        running: The program, with its stdin.
    """

    def __init__(self, running: Running) -> None:
        self._input, self._output = running.stdin, running.stdout.fileno()
        self._received = bytearray()

    def send(self, text: str) -> None:
        try:
            self._input.write(text.encode() + b"\0")
            self._input.flush()
        except OSError:
            raise BrowserEndedError from None

    def receive(self) -> str:
        searched = 0
        while (end := self._received.find(b"\0", searched)) < 0:
            searched = len(self._received)
            if searched > MOST_BYTES:
                raise _too_much()
            piece = os.read(self._output, _PIECE)
            if not piece:
                raise BrowserEndedError
            self._received += piece
        message = bytes(self._received[:end])
        del self._received[: end + 1]
        return message.decode("utf-8", "replace")

    def close(self) -> None:
        """Does nothing: the pipes are the program's."""


class SocketChannel:
    """Messages of a websocket on this computer.

    Args:
        address: `ws://127.0.0.1:PORT/...`.
        seconds: How long connecting may take.

    Raises:
        BrowserFailedError: There is nobody to speak to.
    """

    def __init__(self, address: str, seconds: float) -> None:
        self._connection = _connect(address, seconds)

    def send(self, text: str) -> None:
        from websockets.exceptions import ConnectionClosed

        try:
            self._connection.send(text)
        except ConnectionClosed:
            raise BrowserEndedError from None

    def receive(self) -> str:
        from websockets.exceptions import ConnectionClosed

        try:
            message = self._connection.recv()
        except ConnectionClosed as closed:
            large = closed.sent is not None and closed.sent.code == _TOO_LARGE
            raise (_too_much() if large else BrowserEndedError()) from None
        return message if isinstance(message, str) else message.decode("utf-8", "replace")

    def close(self) -> None:
        self._connection.close()


def _too_much() -> BrowserFailedError:
    return BrowserFailedError(tr("the browser sent more than it was asked for"))


def _connect(address: str, seconds: float) -> "ClientConnection":
    from websockets.exceptions import WebSocketException
    from websockets.sync.client import connect

    try:
        # The address is this computer's own; a proxy has no part in that, and compressing would only take time.
        return connect(
            address, open_timeout=seconds, close_timeout=1, ping_interval=None, max_size=MOST_BYTES,
            compression=None, proxy=None, user_agent_header=None,
        )  # fmt: skip
    except (OSError, WebSocketException) as error:
        reason = str(error) or type(error).__name__
        raise BrowserFailedError(tr("the browser could not be asked: {reason}", reason=reason)) from error
