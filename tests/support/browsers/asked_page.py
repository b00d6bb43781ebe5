"""Asks a web page that is a model in a browser of this computer, and prints the answers as JSON.

`python -m tests.support.browsers.asked_page NAME PAGE` says what it is, what its own check finds, what it wrote to
its console and what it asked for, and what the browser itself wanted from the proxy that it was told of. It is a
program of its own, so that tests can start it without a network.
"""

import contextlib
import json
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from builder.runner.page_client import PageClient
from builder.system.browsers.installed import installed_browsers
from builder.system.browsers.opening import open_page
from builder.system.cancellation import CancelToken

_PROXY = ("127.0.0.1", 9)  # where the engine sends what a browser asks for of its own accord
_WHILE = "new Promise((done) => setTimeout(done, 5000))"  # in which it would ask


@contextlib.contextmanager
def proxy() -> Iterator[list[str]]:
    """Answers in the place of the proxy that is not there, by hanging up; gives the first line of each request."""
    asked: list[str] = []

    def listen() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:  # closed
                return
            with connection:
                asked.append(connection.recv(200).split(b"\r\n")[0].decode(errors="replace"))

    with socket.create_server(_PROXY) as server:
        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield asked
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def main(name: str, page: Path) -> None:
    browser = next(found for found in installed_browsers() if found.name == name)
    with (
        proxy() as wanted,
        tempfile.TemporaryDirectory() as otherwise,
        open_page(browser, page, Path(otherwise), CancelToken(), lambda line: print(line, file=sys.stderr)) as opened,
    ):
        client = PageClient(opened, 120, 120)
        found = {
            "browser": opened.browser,
            "ready": client.ready(),
            "self_test": client.self_test(),
            "waited": opened.evaluate(_WHILE, 60),
            "messages": opened.noticed.messages,
            "foreign": opened.noticed.foreign,
        }
    print(json.dumps({**found, "wanted": wanted}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
