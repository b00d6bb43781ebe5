"""The little of HTTP that the demo page needs: requests in, answers out, and a limit on everything.

It stands on sockets alone: http.server and the modules it brings along weigh more than the whole launcher.
"""

import contextlib
import json
import re
import socket
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any, NamedTuple, TypeVar

from resources.launcher.answers.visible import visible_json
from resources.launcher.errors import LauncherError

MOST_BODY = 64 << 20
_MOST_HEAD = 16 << 10
_MOST_LINES = 100
# A request's head, a request's body, an answer, and what is thrown away after a refusal: each as a whole.
_HEAD_SECONDS = 15.0
_BODY_SECONDS = 60.0
_ANSWER_SECONDS = 30.0
_DRAIN_SECONDS = 5.0
_CHUNK = 1 << 18

_Taken = TypeVar("_Taken", bytes, int)

_REASONS = {
    200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    408: "Request Timeout", 411: "Length Required", 413: "Content Too Large", 415: "Unsupported Media Type",
    431: "Request Header Fields Too Large", 500: "Internal Server Error", 503: "Service Unavailable",
}  # fmt: skip
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_ONCE = ("host", "content-length", "transfer-encoding", "origin", "x-token", "content-type")
_EVERY_ANSWER = (
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: no-referrer",
    "Cross-Origin-Resource-Policy: same-origin",
    "Cross-Origin-Opener-Policy: same-origin",
    "X-Frame-Options: DENY",
)
NOTHING_ALLOWED = "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'"


class HttpError(LauncherError):
    """A request that is refused.

    Attributes:
        status: HTTP's number for it.
        headers: Lines that its answer needs beside the usual ones.
    """

    def __init__(self, status: int, what: str, *, why: str, do: str, headers: tuple[str, ...] = ()) -> None:
        super().__init__(what, why=why, do=do)
        self.status = status
        self.headers = headers


class Request(NamedTuple):
    """A request without its body.

    Attributes:
        method, path: As they were sent; the path without its query.
        query: Names and values; the last one counts. Nothing is percent-decoded, since no value of ours needs it.
        headers: Names in lower case.
        keep: The connection may be used again.
    """

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    keep: bool

    @property
    def brings_data(self) -> bool:
        """Bytes follow the head."""
        return "transfer-encoding" in self.headers or self.headers.get("content-length", "0") != "0"


class Connection:
    """One client's connection. Every wait has an end, however slowly the other side sends or reads.

    Attributes:
        silent_since: Since when the client's next bytes are waited for (`time.monotonic`); None while it is answered.
    """

    def __init__(self, client: socket.socket) -> None:
        self.silent_since: float | None = time.monotonic()
        self._socket = client
        self._received = bytearray()
        # An answer's last packet is not to wait for the client's receipt of the one before.
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def cut(self) -> None:
        """Ends the connection from another thread: whoever waits for it goes on at once."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def head(self) -> Request | None:
        """The next request's head; None when the client has left or sends none.

        Raises:
            HttpError: It is no request, or too large, or does not end in time.
        """
        until = time.monotonic() + _HEAD_SECONDS
        while (end := self._received.find(b"\r\n\r\n")) < 0:
            if len(self._received) > _MOST_HEAD:
                raise HttpError(
                    431, "The request's head is too large", why=f"It has more than {_MOST_HEAD:,} bytes.",
                    do="Send fewer headers.",
                )  # fmt: skip
            if not self._receive(_MOST_HEAD, until):
                if not self._received.strip():
                    return None
                raise HttpError(
                    408, "The request did not arrive", why="Its head was not complete in time.", do="Send it again."
                )
        self.silent_since = None
        head = bytes(self._received[:end])
        del self._received[: end + 4]
        return parse(head)

    def body(self, request: Request) -> BytesIO:
        """The bytes after a head, as many as it says, as a file at its beginning; they are in memory once.

        Raises:
            HttpError: The head names no length or too large a one, or fewer bytes came.
        """
        size = body_size(request)
        if request.headers.get("expect", "").lower() == "100-continue":
            self._send(b"HTTP/1.1 100 Continue\r\n\r\n")
        until = time.monotonic() + _BODY_SECONDS
        # Zeros that nobody has touched take no memory: it grows with what arrives.
        body = BytesIO(bytes(size))
        came = min(size, len(self._received))
        with body.getbuffer() as place:
            place[:came] = self._received[:came]
            del self._received[:came]
            while came < size:
                taken = self._take(partial(self._socket.recv_into, place[came : came + _CHUNK]), until)
                if not taken:
                    raise HttpError(
                        408, "The data did not arrive", why=f"{came:,} of {size:,} bytes came in time.",
                        do="Send it again.",
                    )  # fmt: skip
                came += taken
        self.silent_since = None
        return body

    def answer(self, status: int, content: bytes, *headers: str, keep: bool, bare: bool = False) -> None:
        """Sends an answer; `bare` leaves the content out, as HEAD wants it."""
        lines = [f"HTTP/1.1 {status} {_REASONS[status]}", *_EVERY_ANSWER, *headers, f"Content-Length: {len(content)}"]
        lines.append(f"Connection: {'keep-alive' if keep else 'close'}")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        if bare or len(content) < _CHUNK:
            self._send(head + (b"" if bare else content))
        else:
            self._send(head)
            self._send(content)

    def answer_json(self, status: int, value: dict[str, Any], *headers: str, keep: bool, bare: bool = False) -> None:
        """Sends an object as JSON."""
        self.answer_object(status, as_json(value), *headers, keep=keep, bare=bare)

    def answer_object(self, status: int, content: bytes, *headers: str, keep: bool, bare: bool = False) -> None:
        """Sends an object that is JSON already."""
        kind = "Content-Type: application/json; charset=utf-8"
        self.answer(status, content, kind, NOTHING_ALLOWED, *headers, keep=keep, bare=bare)

    def drain(self) -> None:
        """Throws away what the client still sends: closed at once, it would never read the answer."""
        until = time.monotonic() + _DRAIN_SECONDS
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            while self._receive(_CHUNK, until):
                self._received.clear()

    def _receive(self, most: int, until: float) -> bool:
        """Takes what has come; False at the end of the time or of the data."""
        data = self._take(partial(self._socket.recv, most), until)
        self._received += data or b""
        return bool(data)

    def _take(self, receive: Callable[[], _Taken], until: float) -> _Taken | None:
        """Takes from the socket with `receive`; None or nothing at the end of the time or of the data."""
        left = until - time.monotonic()
        if left <= 0:
            return None
        self.silent_since = self.silent_since or time.monotonic()
        try:
            self._socket.settimeout(left)
            return receive()
        except OSError:
            return None

    def _send(self, data: bytes) -> None:
        self._socket.settimeout(_ANSWER_SECONDS)
        self._socket.sendall(data)


def as_json(value: dict[str, Any]) -> bytes:
    """An object as JSON in UTF-8."""
    return visible_json(json.dumps(value, ensure_ascii=False)).encode("utf-8")


def error_object(error: LauncherError) -> dict[str, Any]:
    """A failure as the object that answers it."""
    return {"error": error.what, "why": error.why, "do": error.do}


def parse(head: bytes) -> Request:
    """A request's head as a value; what could be read in two ways is refused.

    Raises:
        HttpError: It is not one.
    """
    lines = head.lstrip(b"\r\n").split(b"\r\n")
    words = lines[0].split(b" ")
    if len(words) != 3 or words[2] not in (b"HTTP/1.1", b"HTTP/1.0") or not _TOKEN.fullmatch(words[0]):
        raise _malformed("Its first line is not that of an HTTP/1.1 request.")
    target = words[1].decode("latin-1")
    if not target.startswith("/") or not target.isascii() or not target.isprintable():
        raise _malformed("Its address does not start with a slash.")
    headers: dict[str, str] = {}
    for line in lines[1 : _MOST_LINES + 1]:
        name, colon, value = line.partition(b":")
        if not colon or not _TOKEN.fullmatch(name) or b"\0" in value or b"\n" in value or b"\r" in value:
            raise _malformed("A line of its head is not a name, a colon and a value.")
        key = name.decode("ascii").lower()
        if key in _ONCE and key in headers:
            raise _malformed(f"It names {key} twice.")
        headers[key] = value.strip(b" \t").decode("latin-1")
    if len(lines) > _MOST_LINES + 1:
        raise _malformed("Its head has too many lines.")
    path, _, query = target.partition("?")
    values = dict(part.partition("=")[::2] for part in query.split("&") if part)
    keep = words[2] == b"HTTP/1.1" and "close" not in headers.get("connection", "").lower()
    return Request(words[0].decode("ascii"), path, values, headers, keep)


def body_size(request: Request) -> int:
    """How many bytes follow a head.

    Raises:
        HttpError: It does not say, or more than are taken.
    """
    length = request.headers.get("content-length")
    if "transfer-encoding" in request.headers or length is None:
        raise HttpError(
            411, "The size of the data is not known", why="The request has no Content-Length, or comes in chunks.",
            do="Send it with Content-Length.",
        )  # fmt: skip
    if not length.isascii() or not length.isdecimal() or len(length) > 18:
        raise _malformed("Its Content-Length is not a whole number.")
    if int(length) > MOST_BODY:
        raise HttpError(
            413, "The file is too large", why=f"It has {int(length):,} bytes; at most {MOST_BODY:,} are accepted.",
            do="Use a smaller file, or the command line, which takes any size.",
        )  # fmt: skip
    return int(length)


def _malformed(why: str) -> HttpError:
    return HttpError(400, "The request cannot be read", why=why, do="Send an HTTP/1.1 request.")
