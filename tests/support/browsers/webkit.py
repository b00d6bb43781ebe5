"""WebKit for tests, in a window that nobody sees, controlled by WebKitWebDriver (classic WebDriver over HTTP)."""

import contextlib
import http.client
import json
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builder.system.browsers.evaluation import unwrapped, wrapped
from builder.system.cancellation import CancelToken
from builder.system.environment import clean_environment
from builder.system.process import Command, Running, ignore_line, read_lines
from tests.support.browsers.actions import keys_action, mouse_action
from tests.support.browsers.page import Page
from tests.support.systems.screen import x_server

_PATIENCE = 60.0  # seconds for one answer
_ROOT = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}  # its sandbox cannot be had by the administrator


@contextlib.contextmanager
def webkit_page(address: str, folder: Path) -> Iterator["WebKitPage"]:
    """Opens an address in a WebKit of its own; `folder` is its home."""
    program = shutil.which("WebKitWebDriver")
    if program is None or shutil.which("Xvfb") is None:
        pytest.skip("WebKitWebDriver or Xvfb is not here (Debian packages webkit2gtk-driver, xvfb)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = _ROOT if os.geteuid() == 0 else {}
    with x_server() as display:
        environment = clean_environment({"DISPLAY": display, "GDK_BACKEND": "x11", **more}, home=folder)
        with Running(Command((program, f"--port={port}"), folder, environment), CancelToken()) as driver:
            for stream in (driver.stdout, driver.stderr):
                read_lines(stream, ignore_line)
            page = WebKitPage(port, address)
            try:
                yield page
            finally:
                page.close()


class WebKitPage(Page):
    """The browser's window."""

    def __init__(self, port: int, address: str) -> None:
        self._port = port
        self._session = ""
        self._wait_for_driver()
        opened = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": {}}})
        self._session = f"/session/{opened['sessionId']}"
        self._ask("POST", "/timeouts", {"script": 1000 * int(_PATIENCE), "pageLoad": 1000 * int(_PATIENCE)})
        self._ask("POST", "/url", {"url": address})

    def close(self) -> None:
        with contextlib.suppress(OSError, AssertionError):
            self._ask("DELETE", "", None)

    def value(self, expression: str) -> Any:
        script = f"const done = arguments[arguments.length - 1]; {wrapped(expression)}.then(done);"
        return unwrapped(self._ask("POST", "/execute/async", {"script": script, "args": []}))

    def mouse(self, kind: str, x: float, y: float) -> None:
        self._act(mouse_action(kind, x, y))

    def write(self, text: str) -> None:
        self._act(keys_action(text))

    def _act(self, source: dict[str, Any]) -> None:
        self._ask("POST", "/actions", {"actions": [source]})

    def _wait_for_driver(self) -> None:
        """Waits until the driver listens, which it does not say."""
        for _ in range(400):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self._port), 1).close()
                return
            CancelToken().wait(0.05)
        raise AssertionError("WebKitWebDriver does not listen")

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE + 10)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, f"{self._session}{path}", content, {"Content-Type": "application/json"})
            answer = json.load(connection.getresponse())
        finally:
            connection.close()
        value = answer["value"]
        assert not (isinstance(value, dict) and "error" in value), value
        return value
