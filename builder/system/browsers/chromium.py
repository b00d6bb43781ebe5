"""Chromium, Chrome and Edge without a window, asked by the DevTools protocol."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from builder.core.words import tr
from builder.system.browsers.channel import BrowserFailedError
from builder.system.browsers.conversation import Conversation, JsonObject
from builder.system.browsers.evaluation import unwrapped, wrapped
from builder.system.browsers.installed import Browser
from builder.system.browsers.open_page import Noticed
from builder.system.browsers.starting import START_SECONDS, conversation_with
from builder.system.cancellation import CancelToken
from builder.system.environment import clean_environment
from builder.system.process import Command, LineReader

_PIPE_SCRIPT = Path(__file__).with_name("debugging_pipe.py")
# No window, nothing of the user's, nothing asked for by the browser itself; --disable-dev-shm-usage for containers
# without /dev/shm; timers of a page that nobody sees run as usual.
QUIET = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-default-apps",
    "--disable-breakpad", "--disable-client-side-phishing-detection", "--disable-domain-reliability", "--no-pings",
    "--metrics-recording-only", "--disable-dev-shm-usage", "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--mute-audio",
    "--password-store=basic", "--use-mock-keychain", "--log-level=3",
    "--disable-features=MediaRouter,OptimizationHints,Translate",
)  # fmt: skip
_LOADED = "document.readyState === 'complete' || new Promise((done) => addEventListener('load', () => done(true)))"
# What would still ask for something finds neither names nor a way: port 9 answers nobody.
NO_NETWORK = (
    "--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=<-loopback>", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip


@contextmanager
def chromium(
    program: Path, folder: Path, token: CancelToken, on_line: LineReader, *,
    flags: tuple[str, ...] = NO_NETWORK, pipe: bool = os.name == "posix",
) -> Iterator[Conversation]:  # fmt: skip
    """Runs a browser with a new profile.

    Args:
        program: Its executable.
        folder: For its profile and everything else that it writes; exists.
        token: Ends it when cancelled.
        on_line: Receives what it says.
        flags: Added to `QUIET`.
        pipe: Whether it is asked over a pipe, which no other program can reach; else by a port of this computer.

    Raises:
        BrowserFailedError: It did not start, or failed while it was asked.
        CancelledError: The work was cancelled.
    """
    argv = [str(program), *QUIET, *flags, f"--user-data-dir={folder / 'profile'}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # the sandbox cannot be had by the administrator
        argv.append("--no-sandbox")
    argv.append("--remote-debugging-pipe" if pipe else "--remote-debugging-port=0")
    before = (sys.executable, "-I", "-S", str(_PIPE_SCRIPT)) if pipe else ()
    command = Command((*before, *argv, "about:blank"), folder, clean_environment(home=folder))
    with conversation_with(command, token, on_line, pipe=pipe) as conversation:
        conversation.ask("Browser.getVersion", seconds=START_SECONDS)
        yield conversation


class ChromiumPage:
    """A page in a tab of its own; see `OpenPage`.

    Args:
        browser: Which browser.
        conversation: With it.
        address: Of the page.
        seconds: How long the page may take to load.

    Raises:
        BrowserFailedError: It did not load.
    """

    def __init__(self, browser: Browser, conversation: Conversation, address: str, seconds: float) -> None:
        self.noticed = Noticed(address)
        self._conversation = conversation
        self._tab = ""
        version = str(conversation.ask("Browser.getVersion", seconds=seconds).get("product", ""))
        self.browser = f"{browser.name} {version.partition('/')[2].partition('.')[0]}".strip()
        conversation.heard = self._hear
        made = conversation.ask("Target.createTarget", {"url": "about:blank"}, seconds=seconds)
        attach = {"targetId": made.get("targetId"), "flatten": True}
        self._tab = str(conversation.ask("Target.attachToTarget", attach, seconds=seconds).get("sessionId"))
        self._watch(self._tab)
        self._ask("Page.enable", {}, seconds)
        failure = self._ask("Page.navigate", {"url": address}, seconds).get("errorText")
        if failure:
            raise BrowserFailedError(tr("the browser could not open the page: {reason}", reason=failure))
        self.evaluate(_LOADED, seconds)

    def evaluate(self, javascript: str, seconds: float) -> Any:
        asked = {"expression": wrapped(javascript), "awaitPromise": True, "returnByValue": True, "userGesture": True}
        answer = self._ask("Runtime.evaluate", asked, seconds)
        if "exceptionDetails" in answer:
            raise BrowserFailedError(_exception(answer["exceptionDetails"]))
        return unwrapped(answer.get("result", {}).get("value"))

    def _ask(self, method: str, parameters: JsonObject, seconds: float) -> JsonObject:
        return self._conversation.ask(method, parameters, seconds=seconds, session=self._tab)

    def _watch(self, session: str) -> None:
        """Has a tab or a worker tell what it says and asks for. Workers wait until they are watched."""
        for domain in ("Runtime", "Network", "Log", "Inspector"):
            self._conversation.tell(f"{domain}.enable", session=session)
        workers = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
        self._conversation.tell("Target.setAutoAttach", workers, session=session)

    def _hear(self, event: JsonObject) -> None:
        said = event.get("params", {})
        match event.get("method"):
            case "Target.attachedToTarget" if event.get("sessionId"):  # of the tab, else it is the tab itself
                worker = str(said.get("sessionId"))
                self._watch(worker)
                self._conversation.tell("Runtime.runIfWaitingForDebugger", session=worker)
            case "Network.requestWillBeSent":
                self.noticed.asked(said.get("request", {}).get("url"))
            case "Network.webSocketCreated" | "Network.webTransportCreated":
                self.noticed.asked(said.get("url"))
            case "Runtime.consoleAPICalled":
                texts = (str(part.get("value", part.get("description", ""))) for part in said.get("args", []))
                self.noticed.said(" ".join(texts))
            case "Runtime.exceptionThrown":
                self.noticed.said(_exception(said.get("exceptionDetails", {})))
            case "Log.entryAdded":
                self.noticed.said(said.get("entry", {}).get("text"))
            case "Inspector.targetCrashed":
                raise BrowserFailedError(tr("the browser gave the page up, as it does without enough memory"))


def _exception(details: JsonObject) -> str:
    thrown = details.get("exception", {})
    return str(thrown.get("description") or thrown.get("value") or details.get("text"))
