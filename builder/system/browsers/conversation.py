"""Requests to a browser with their answers, and what it says unasked: JSON objects over a channel.

Chromium's DevTools protocol and WebDriver BiDi (Firefox) have this form in common.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from builder.core.figures import human_seconds
from builder.core.words import tr
from builder.system.browsers.channel import BrowserFailedError, Channel

JsonObject = dict[str, Any]


class Conversation:
    """Asks a browser, one request after the other. Not thread-safe.

    Args:
        channel: To the browser.
        end: Ends the browser, which is done when it takes too long: only that frees who waits for it.

    Attributes:
        heard: Called with every event, while an answer is waited for.
    """

    def __init__(self, channel: Channel, end: Callable[[], None]) -> None:
        self.heard: Callable[[JsonObject], None] = _ignore
        self._channel = channel
        self._end = end
        self._last = 0

    def ask(
        self, method: str, parameters: JsonObject | None = None, *, seconds: float, session: str = ""
    ) -> JsonObject:
        """Sends a request and returns its result.

        Args:
            method, parameters: What is asked.
            seconds: How long the answer may take.
            session: Of which tab or worker (DevTools only).

        Raises:
            BrowserFailedError: The browser refused, ended, or did not answer in time.
        """
        with time_limit(seconds, self._end):
            number = self.tell(method, parameters, session=session)
            while True:
                message = _object(self._channel.receive())
                if "method" in message:
                    self.heard(message)
                elif message.get("id") == number:
                    return _result(method, message)

    def tell(self, method: str, parameters: JsonObject | None = None, *, session: str = "") -> int:
        """Sends a request without waiting for its answer, which is left out later; returns its number."""
        self._last += 1
        message: JsonObject = {"id": self._last, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        self._channel.send(json.dumps(message))
        return self._last

    def close(self) -> None:
        """Lets the channel go."""
        self._channel.close()


@contextmanager
def time_limit(seconds: float, end: Callable[[], None]) -> Iterator[None]:
    """Ends a browser that takes longer than so many seconds.

    Raises:
        BrowserFailedError: It took longer.
    """
    late = threading.Event()

    def give_up() -> None:
        late.set()
        end()

    watch = threading.Timer(seconds, give_up)
    watch.daemon = True
    watch.start()
    try:
        yield
    except BrowserFailedError:
        if late.is_set():
            time = human_seconds(seconds)
            raise BrowserFailedError(tr("the browser did not answer within {time}", time=time)) from None
        raise
    finally:
        watch.cancel()


def _ignore(event: JsonObject) -> None:
    del event


def _object(text: str) -> JsonObject:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BrowserFailedError(tr("the browser answered in an unknown form"))
    return value


def _result(method: str, message: JsonObject) -> JsonObject:
    error = message.get("error")
    if error is not None:
        reason = error.get("message") if isinstance(error, dict) else message.get("message", error)
        raise BrowserFailedError(tr("the browser refused {request}: {reason}", request=method, reason=reason))
    result = message.get("result")
    if not isinstance(result, dict):
        raise BrowserFailedError(tr("the browser answered in an unknown form"))
    return result
