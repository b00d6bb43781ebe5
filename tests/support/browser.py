"""Headless Chromium for tests, controlled by the DevTools protocol over pipes."""

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage", "--mute-audio",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--lang=en-GB",
    "--force-color-profile=srgb", "--host-resolver-rules=MAP rebound.test 127.0.0.1", "--remote-debugging-pipe",
)  # fmt: skip
_PATIENCE = 40.0  # seconds for one answer
_EXEC_WITH_PIPES = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)
# Names of keys with their Windows virtual key codes, which DevTools wants.
_KEYS = {
    "Tab": 9, "Enter": 13, "Escape": 27, "Space": 32, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40,
}  # fmt: skip
_TEXTS = {"Enter": "\r", "Space": " "}


class Chromium:
    """The browser's process. Every wait has a limit, so that a page that hangs fails its test."""

    def __init__(self, profile: Path) -> None:
        program = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
        if program is None:
            pytest.skip("there is no Chromium here (Debian package chromium)")
        commands, self._write = os.pipe()
        self._read, answers = os.pipe()
        # Chromium reads from descriptor 3 and writes to 4; both pipes are moved above these numbers first.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (commands, answers)]
        argv = [sys.executable, "-c", _EXEC_WITH_PIPES, *map(str, ends), program, *_FLAGS, f"--user-data-dir={profile}"]
        self._process = subprocess.Popen(
            [*argv, "about:blank"], pass_fds=ends, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for end in ends:
            os.close(end)
        os.close(commands)
        os.close(answers)
        self._received = b""
        self._last = 0
        self.events: list[dict[str, Any]] = []

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.send("Browser.close")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._read)
        os.close(self._write)

    def send(self, method: str, parameters: dict[str, Any] | None = None, session: str | None = None) -> dict[str, Any]:
        """Sends a DevTools command and returns its result."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._last:
                assert "error" not in answer, (method, answer["error"])
                return dict(answer["result"])
            self.events.append(answer)

    def _next(self) -> dict[str, Any]:
        until = time.monotonic() + _PATIENCE
        while b"\0" not in self._received:
            ready, _, _ = select.select([self._read], [], [], max(0.0, until - time.monotonic()))
            data = os.read(self._read, 1 << 20) if ready else b""
            assert data, "Chromium says nothing any more"
            self._received += data
        message, self._received = self._received.split(b"\0", 1)
        return dict(json.loads(message))

    @contextlib.contextmanager
    def page(
        self, address: str, width: int = 900, height: int = 900, *, dark: bool = False, languages: str = ""
    ) -> Iterator["Page"]:
        """Opens an address in a new tab with storage of its own; `languages` are those of its user ("de-DE,en")."""
        context = self.send("Target.createBrowserContext")["browserContextId"]
        target = self.send("Target.createTarget", {"url": "about:blank", "browserContextId": context})["targetId"]
        session = self.send("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        page = Page(self, session)
        try:
            for domain in ("Page", "Runtime", "Log", "DOM"):
                page.send(f"{domain}.enable")
            features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
            page.send("Emulation.setEmulatedMedia", {"features": features})
            page.resize(width, height)
            if languages:
                agent = self.send("Browser.getVersion")["userAgent"]
                page.send("Emulation.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": languages})
            page.open(address)
            yield page
        finally:
            self.send("Target.disposeBrowserContext", {"browserContextId": context})


class Page:
    """One tab of the browser."""

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser = browser
        self._session = session

    def send(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._browser.send(method, parameters, self._session)

    def open(self, address: str) -> None:
        self.send("Page.navigate", {"url": address})
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def resize(self, width: int, height: int) -> None:
        self.send(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def value(self, expression: str) -> Any:
        """Evaluates a JavaScript expression in the page; a promise is awaited."""
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True, "userGesture": True}
        answer = self.send("Runtime.evaluate", asked)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, condition: str, seconds: float = 20.0) -> None:
        """Waits until a JavaScript expression is true; fails after `seconds`."""
        found = self.value(
            f"new Promise((done) => {{ const end = performance.now() + {seconds * 1000}; const look = () => {{"
            f" let value; try {{ value = Boolean({condition}); }} catch {{ value = null; }}"
            " if (value || performance.now() > end) done(value); else setTimeout(look, 15); }; look(); })"
        )
        assert found, f"never true: {condition}\nthe page says: {self.text('body')}"
        return found

    def text(self, selector: str) -> str:
        return str(self.value(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements that a selector finds."""
        found = f"[...document.querySelectorAll({json.dumps(selector)})]"
        return list(self.value(f"{found}.map((e) => e.innerText.trim())"))

    def focus(self, selector: str) -> None:
        self.value(f"document.querySelector({json.dumps(selector)}).focus()")

    def shows(self, selector: str, text: str) -> None:
        """Waits until an element shows exactly a text."""
        self.until(f"document.querySelector({json.dumps(selector)})?.innerText === {json.dumps(text)}")

    def answered(self) -> None:
        """Waits until the page shows an answer."""
        self.until("!document.querySelector('[aria-label=Answer]').hidden")

    def click(self, selector: str) -> None:
        """Clicks the middle of an element by mouse events."""
        x, y = self.middle(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self.mouse(kind, x, y)

    def click_text(self, text: str) -> None:
        """Waits for a visible button with a text and clicks it."""
        shown = f"b.offsetParent && b.innerText === {json.dumps(text)}"
        place = f"[...document.querySelectorAll('button')].find((b) => {shown})"
        self.until(place)
        self.value(f"{place}.setAttribute('data-found', ''), 0")
        self.click("[data-found]")
        self.value("document.querySelector('[data-found]')?.removeAttribute('data-found')")

    def middle(self, selector: str) -> tuple[float, float]:
        box = self.value(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " e.scrollIntoView({block: 'center'});"
            " const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        return float(box[0]), float(box[1])

    def mouse(self, kind: str, x: float, y: float) -> None:
        self.send(
            "Input.dispatchMouseEvent",
            {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1},
        )

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
        """Drops files onto the page by drag events."""
        x, y = self.middle(".card")
        data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": data})

    def fits(self) -> bool:
        """Whether no content is wider than the window."""
        return bool(self.value("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))

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
            if event.get("sessionId") != self._session:
                continue
            if event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] == "error":
                entry = event["params"]["entry"]
                found.append(f"{entry['text']} {entry.get('url', '')}")
            if event["method"] == "Runtime.exceptionThrown":
                found.append(json.dumps(event["params"]["exceptionDetails"])[:600])
        return found
