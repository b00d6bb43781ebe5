"""An open page of a browser that nobody sees, and what was noticed about it, whatever the browser."""

from typing import Any, Protocol

from builder.core.visible import visible

_MOST_KEPT = 100  # messages, and addresses
_LONGEST = 500  # characters of one


class Noticed:
    """What happens in a page: what it says, and which addresses it asks for. Bounded, since pages may say anything.

    Args:
        own: The page's own address: anything else but data of its own is foreign.

    Attributes:
        messages: Lines of its console, and exceptions, the first of them.
        foreign: Addresses that it asked for, the first of them.
        crashed: Whether the browser gave the page up.
    """

    def __init__(self, own: str) -> None:
        self.messages: list[str] = []
        self.foreign: list[str] = []
        self.crashed = False
        self._own = _place(own)

    def said(self, text: object) -> None:
        """The page wrote to its console, or threw an exception."""
        _keep(self.messages, text)

    def asked(self, address: object) -> None:
        """The page, or a worker of it, asked for something."""
        if not isinstance(address, str) or not (_place(address) == self._own or address.startswith(("blob:", "data:"))):
            _keep(self.foreign, address)


class OpenPage(Protocol):
    """A page that is open in a browser.

    Attributes:
        browser: Which browser, with its version: "chromium 156".
        noticed: What happened in the page so far.
    """

    @property
    def browser(self) -> str: ...

    @property
    def noticed(self) -> Noticed: ...

    def evaluate(self, javascript: str, seconds: float) -> Any:
        """The value of an expression as JSON has it; a promise is waited for.

        Args:
            javascript: The expression.
            seconds: How long it may take; a browser that takes longer is ended.

        Raises:
            ThrownError: The page threw something.
            BrowserFailedError: The browser failed.
            CancelledError: The work was cancelled.
        """


def _place(address: str) -> str:
    return address.partition("#")[0]


def _keep(kept: list[str], text: object) -> None:
    if len(kept) < _MOST_KEPT:
        kept.append(visible(str(text)[:_LONGEST]))
