"""Firefox without a window, asked by WebDriver BiDi."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from builder.system.browsers.channel import BrowserFailedError
from builder.system.browsers.conversation import Conversation, JsonObject
from builder.system.browsers.evaluation import unwrapped, wrapped
from builder.system.browsers.installed import Browser
from builder.system.browsers.open_page import Noticed
from builder.system.browsers.starting import START_SECONDS, conversation_with
from builder.system.cancellation import CancelToken
from builder.system.environment import clean_environment
from builder.system.process import Command, LineReader

Preferences = Mapping[str, bool | int | str]

# No first run, no updates, no reports, nothing asked for by the browser itself.
QUIET: Preferences = {
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.region.network.url": "",
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.blocklist.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.http.speculative-parallel-limit": 0,
    "network.prefetch-next": False,
    "services.settings.server": "data:,#nothing/v1",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "toolkit.telemetry.server": "data:,#nothing",
}
# What would still ask for something goes to a proxy at port 9, which answers nobody.
NO_NETWORK: Preferences = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.allow_hijacking_localhost": True,
    "network.proxy.no_proxies_on": "",
    "network.trr.mode": 5,
}
# Lets `services.settings.server` hold; without it, Mozilla's own server would be asked.
_ENVIRONMENT = {"MOZ_REMOTE_SETTINGS_DEVTOOLS": "1"}


@contextmanager
def firefox(
    program: Path, folder: Path, token: CancelToken, on_line: LineReader, *, preferences: Preferences = NO_NETWORK
) -> Iterator[Conversation]:
    """Runs a browser with a new profile.

    Args:
        program: Its executable.
        folder: For its profile and everything else that it writes; exists.
        token: Ends it when cancelled.
        on_line: Receives what it says.
        preferences: Added to `QUIET`.

    Raises:
        BrowserFailedError: It did not start, or failed while it was asked.
        CancelledError: The work was cancelled.
    """
    profile = folder / "profile"
    profile.mkdir()
    chosen = {**QUIET, **preferences}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in chosen.items()]
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    argv = (str(program), "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0")
    command = Command(argv, folder, clean_environment(_ENVIRONMENT, home=folder))
    with conversation_with(command, token, on_line, pipe=False) as conversation:
        yield conversation


class FirefoxPage:
    """A page in the browser's tab; see `OpenPage`.

    Args:
        browser: Which browser.
        conversation: With it.
        address: Of the page.
        seconds: How long the page may take to load.

    Attributes:
        tab: The name of its tab in the protocol.

    Raises:
        BrowserFailedError: It did not load.
    """

    def __init__(self, browser: Browser, conversation: Conversation, address: str, seconds: float) -> None:
        self.noticed = Noticed(address)
        self._conversation = conversation
        opened = conversation.ask("session.new", {"capabilities": {}}, seconds=START_SECONDS)
        version = str(opened.get("capabilities", {}).get("browserVersion", ""))
        self.browser = f"{browser.name} {version.partition('.')[0]}".strip()
        # Websockets are not among the requests that it tells of; a page's own policy has to forbid them.
        events = ["log.entryAdded", "network.beforeRequestSent"]
        conversation.heard = self._hear
        conversation.ask("session.subscribe", {"events": events}, seconds=seconds)
        tabs = conversation.ask("browsingContext.getTree", seconds=seconds).get("contexts") or [{}]
        self.tab = tabs[0].get("context")
        where = {"context": self.tab, "url": address, "wait": "complete"}
        conversation.ask("browsingContext.navigate", where, seconds=seconds)

    def evaluate(self, javascript: str, seconds: float) -> Any:
        asked = {"expression": wrapped(javascript), "target": {"context": self.tab}, "awaitPromise": True,
                 "userActivation": True}  # fmt: skip
        answer = self._conversation.ask("script.evaluate", asked, seconds=seconds)
        if answer.get("type") == "exception":
            raise BrowserFailedError(str(answer.get("exceptionDetails", {}).get("text")))
        return unwrapped(answer.get("result", {}).get("value"))

    def _hear(self, event: JsonObject) -> None:
        said = event.get("params", {})
        match event.get("method"):
            case "network.beforeRequestSent":
                self.noticed.asked(said.get("request", {}).get("url"))
            case "log.entryAdded":
                self.noticed.said(said.get("text"))
