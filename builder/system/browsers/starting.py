"""Starts a browser that nobody sees, and opens the conversation with it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from builder.core.visible import visible
from builder.core.words import tr
from builder.system.browsers.channel import BrowserEndedError, BrowserFailedError, PipeChannel, SocketChannel
from builder.system.browsers.conversation import Conversation, time_limit
from builder.system.cancellation import CancelToken
from builder.system.process import Command, LineReader, Running, read_lines, text_of

START_SECONDS = 120.0  # chosen so long that slow machines pass
# Chromium says the whole address, Firefox leaves out the path of its protocol.
_LISTENS = re.compile(r"(?:DevTools|WebDriver BiDi) listening on (ws://127\.0\.0\.1:\d{1,5})(/[\w/-]+)?\s*$")
_PATH = "/session"
_LONGEST_LINE = 4096
_MOST_LINES = 200  # of a browser's own messages, in the log
_SANDBOX = "No usable sandbox"


class _Messages:
    """What a browser writes to stderr: into the log as far as there is room, and the reason for its end."""

    def __init__(self, on_line: LineReader) -> None:
        self._on_line = on_line
        self._heard = 0
        self._last = ""
        self._no_sandbox = False

    def hear(self, line: str) -> None:
        line = visible(line[:_LONGEST_LINE])
        self._heard += 1
        self._last = line or self._last
        self._no_sandbox = self._no_sandbox or _SANDBOX in line
        if self._heard <= _MOST_LINES:
            self._on_line(line)

    @property
    def reason(self) -> str:
        if self._no_sandbox:
            return tr("the system does not let it make its sandbox")
        return self._last or tr("it gave no message")


@contextmanager
def conversation_with(
    command: Command, token: CancelToken, on_line: LineReader, *, pipe: bool
) -> Iterator[Conversation]:
    """Runs a browser and speaks to it; leaving ends the browser and everything that it started.

    Args:
        command: How it is started.
        token: Ends it when cancelled.
        on_line: Receives what it says, line by line.
        pipe: Whether its stdin and stdout are the conversation; else it says where it listens.

    Raises:
        BrowserFailedError: It did not start, or failed while it was asked.
        CancelledError: The work was cancelled.
    """
    token.check()
    on_line(f"$ {command}")
    messages = _Messages(on_line)
    with Running(command, token, stdin=pipe) as running:
        readers = [] if pipe else [read_lines(running.stdout, messages.hear)]
        try:
            if pipe:
                readers.append(read_lines(running.stderr, messages.hear))
                channel: PipeChannel | SocketChannel = PipeChannel(running)
            else:
                address = _address(running, messages)
                readers.append(read_lines(running.stderr, messages.hear))
                channel = SocketChannel(address, START_SECONDS)
            try:
                yield Conversation(channel, running.end)
            finally:
                running.end()
                channel.close()
        except BrowserFailedError as error:
            token.check()
            running.end()
            running.wait()
            for reader in readers:
                reader.join()
            if not isinstance(error, BrowserEndedError):
                raise
            raise BrowserFailedError(tr("the browser ended: {reason}", reason=messages.reason)) from None


def _address(running: Running, messages: _Messages) -> str:
    """Waits until a browser says where it listens."""
    with time_limit(START_SECONDS, running.end):
        while raw := running.stderr.readline(_LONGEST_LINE):
            line = text_of(raw)
            messages.hear(line)
            if found := _LISTENS.search(line):
                return found[1] + (found[2] or _PATH)
        raise BrowserEndedError
