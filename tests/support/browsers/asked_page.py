"""Asks a web page that is a model in a browser of this computer, and prints the answers as JSON.

`python -m tests.support.browsers.asked_page NAME PAGE` says what it is, what its own check finds, what it wrote to
its console and what it asked for. It is a program of its own, so that tests can start it without a network.
"""

import json
import sys
import tempfile
from pathlib import Path

from builder.runner.page_client import PageClient
from builder.system.browsers.installed import installed_browsers
from builder.system.browsers.opening import open_page
from builder.system.cancellation import CancelToken


def main(name: str, page: Path) -> None:
    browser = next(found for found in installed_browsers() if found.name == name)
    with (
        tempfile.TemporaryDirectory() as otherwise,
        open_page(browser, page, Path(otherwise), CancelToken(), lambda line: print(line, file=sys.stderr)) as opened,
    ):
        client = PageClient(opened, 120, 120)
        found = {
            "browser": opened.browser,
            "ready": client.ready(),
            "self_test": client.self_test(),
            "messages": opened.noticed.messages,
            "foreign": opened.noticed.foreign,
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
