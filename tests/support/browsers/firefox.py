"""Headless Firefox for tests, controlled by WebDriver BiDi as for verification."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builder.system.browsers.conversation import Conversation
from builder.system.browsers.firefox import FirefoxPage as OpenFirefoxPage
from builder.system.browsers.firefox import firefox
from builder.system.browsers.installed import Browser, installed_browsers
from builder.system.cancellation import CancelToken
from builder.system.process import ignore_line
from tests.support.browsers.actions import keys_action, mouse_action
from tests.support.browsers.page import Page

_PATIENCE = 60.0  # seconds for one answer


@contextlib.contextmanager
def firefox_page(address: str, folder: Path) -> Iterator["FirefoxPage"]:
    """Opens an address in a Firefox of its own; `folder` is for its profile."""
    found = next((browser for browser in installed_browsers() if browser.family == "firefox"), None)
    if found is None:
        pytest.skip("there is no Firefox here (Debian package firefox-esr)")
    with firefox(found.program, folder, CancelToken(), ignore_line) as conversation:
        yield FirefoxPage(found, conversation, address)


class FirefoxPage(Page):
    """The browser's tab."""

    def __init__(self, browser: Browser, conversation: Conversation, address: str) -> None:
        self._conversation = conversation
        self._opened = OpenFirefoxPage(browser, conversation, address, _PATIENCE)

    def value(self, expression: str) -> Any:
        return self._opened.evaluate(expression, _PATIENCE)

    def mouse(self, kind: str, x: float, y: float) -> None:
        self._act(mouse_action(kind, x, y))

    def write(self, text: str) -> None:
        self._act(keys_action(text))

    def problems(self) -> list[str]:
        """What the page wrote to its console, and what it asked for that is not its own."""
        return [*self._opened.noticed.messages, *self._opened.noticed.foreign]

    def _act(self, source: dict[str, Any]) -> None:
        asked = {"context": self._opened.tab, "actions": [source]}
        self._conversation.ask("input.performActions", asked, seconds=_PATIENCE)
