"""Headless Chromium for tests, controlled by the DevTools protocol."""

import base64
import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builder.system.browsers.chromium import chromium
from builder.system.browsers.installed import installed_browsers
from builder.system.cancellation import CancelToken
from builder.system.process import ignore_line
from tests.support.browsers.page import Page

_FLAGS = (
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--lang=en-GB",
    "--force-color-profile=srgb", "--host-resolver-rules=MAP rebound.test 127.0.0.1",
)  # fmt: skip
_PATIENCE = 40.0  # seconds for one answer
# Names of keys with their Windows virtual key codes, which DevTools wants.
_KEYS = {
    "Tab": 9, "Enter": 13, "Escape": 27, "Space": 32, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40,
}  # fmt: skip
_TEXTS = {"Enter": "\r", "Space": " "}


class Chromium:
    """The browser's process. Every wait has a limit, so that a page that hangs fails its test.

    Args:
        folder: For its profile.
        flags: More of its command line.
    """

    def __init__(self, folder: Path, *flags: str) -> None:
        found = next((browser for browser in installed_browsers() if browser.family == "chromium"), None)
        if found is None:
            pytest.skip("there is no Chromium here (Debian package chromium)")
        self._ends = contextlib.ExitStack()
        running = chromium(found.program, folder, CancelToken(), ignore_line, flags=(*_FLAGS, *flags))
        self._conversation = self._ends.enter_context(running)
        self.events: list[dict[str, Any]] = []
        self._conversation.heard = self.events.append

    def close(self) -> None:
        self._ends.close()

    def send(self, method: str, parameters: dict[str, Any] | None = None, session: str = "") -> dict[str, Any]:
        """Sends a DevTools command and returns its result."""
        return self._conversation.ask(method, parameters, seconds=_PATIENCE, session=session)

    @contextlib.contextmanager
    def page(
        self, address: str, width: int = 900, height: int = 900, *,
        dark: bool = False, languages: str = "", first: str = "",
    ) -> Iterator["ChromiumPage"]:  # fmt: skip
        """Opens an address in a new tab with storage of its own.

        Args:
            dark: Whether its user likes it dark.
            languages: Those of its user ("de-DE,en").
            first: JavaScript that runs before the page's own.
        """
        context = self.send("Target.createBrowserContext")["browserContextId"]
        target = self.send("Target.createTarget", {"url": "about:blank", "browserContextId": context})["targetId"]
        session = self.send("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        page = ChromiumPage(self, session)
        try:
            for domain in ("Page", "Runtime", "Log", "DOM"):
                page.send(f"{domain}.enable")
            features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
            page.send("Emulation.setEmulatedMedia", {"features": features})
            page.resize(width, height)
            if languages:
                agent = self.send("Browser.getVersion")["userAgent"]
                page.send("Emulation.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": languages})
            if first:
                page.send("Page.addScriptToEvaluateOnNewDocument", {"source": first})
            page.open(address)
            yield page
        finally:
            self.send("Target.disposeBrowserContext", {"browserContextId": context})


class ChromiumPage(Page):
    """One tab of the browser.

    Attributes:
        session: Of the conversation with the browser.
    """

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser = browser
        self.session = session

    def send(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._browser.send(method, parameters, self.session)

    def open(self, address: str) -> None:
        self.send("Page.navigate", {"url": address})
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def resize(self, width: int, height: int) -> None:
        self.send(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def value(self, expression: str) -> Any:
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True, "userGesture": True}
        answer = self.send("Runtime.evaluate", asked)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def mouse(self, kind: str, x: float, y: float) -> None:
        self.send(
            "Input.dispatchMouseEvent",
            {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1},
        )

    def write(self, text: str) -> None:
        self.send("Input.insertText", {"text": text})

    def key(self, name: str, times: int = 1, modifiers: int = 0) -> None:
        """Presses a key; `modifiers` is DevTools' bit mask (8: Shift)."""
        described = {"key": " " if name == "Space" else name, "code": name, "windowsVirtualKeyCode": _KEYS[name]}
        text = {"text": _TEXTS[name]} if name in _TEXTS else {}
        for _ in range(times):
            self.send("Input.dispatchKeyEvent", {"type": "keyDown", "modifiers": modifiers, **described, **text})
            self.send("Input.dispatchKeyEvent", {"type": "keyUp", "modifiers": modifiers, **described})

    def choose(self, *files: Path, into: str = "input[type=file]") -> None:
        """Sets the files of a file input, the page's first one."""
        root = self.send("DOM.getDocument")["root"]["nodeId"]
        node = self.send("DOM.querySelector", {"nodeId": root, "selector": into})["nodeId"]
        self.send("DOM.setFileInputFiles", {"nodeId": node, "files": [str(file) for file in files]})

    def drop(self, *files: Path) -> None:
        """Drops files onto the page as the browser itself does."""
        x, y = self.middle(".card")
        data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": data})

    def screenshot(self, path: Path) -> None:
        """Saves a screenshot of the whole page."""
        self.send("Emulation.setScrollbarsHidden", {"hidden": True})
        self.value("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        shot = self.send("Page.captureScreenshot", {"captureBeyondViewport": True, "format": "png"})
        self.send("Emulation.setScrollbarsHidden", {"hidden": False})
        path.write_bytes(base64.b64decode(shot["data"]))

    def problems(self) -> list[str]:
        """Errors of the tab: violations of the content security policy, exceptions, failed requests."""
        found = []
        for event in self._browser.events:
            if event.get("sessionId") != self.session:
                continue
            if event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] == "error":
                entry = event["params"]["entry"]
                found.append(f"{entry['text']} {entry.get('url', '')}")
            if event["method"] == "Runtime.exceptionThrown":
                found.append(json.dumps(event["params"]["exceptionDetails"])[:600])
        return found
