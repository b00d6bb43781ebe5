"""A web page on a computer without a network, and in a container without shared memory."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.e2e.page.conftest import WebPages
from tests.support.program import start
from tests.support.systems.namespaces import may_make_namespaces, without_network, without_shared_memory

pytestmark = pytest.mark.proof


@pytest.fixture(autouse=True)
def namespaces() -> None:
    if not may_make_namespaces():
        pytest.skip("namespaces are the administrator's here")


def asked(page: Path, browser: str, *prefix: str) -> dict[str, Any]:
    argv = [*prefix, sys.executable, "-m", "tests.support.browsers.asked_page", browser, page]
    done = start(argv, ROOT, os.environ)
    assert done.ok, done.errors
    return dict(json.loads(done.output))


def is_whole(found: dict[str, Any]) -> None:
    assert found["ready"]["name"] == "digits"
    assert found["self_test"]["status"] == "passed"
    assert (found["messages"], found["foreign"], found["wanted"]) == ([], [], [])


def test_chromium_runs_it_without_any_network_interface(web_pages: WebPages) -> None:
    is_whole(asked(web_pages("digits").program("page"), "chromium", *without_network(loopback=False)))


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_browser_runs_it_with_nothing_but_the_computer_itself(web_pages: WebPages, browser: str) -> None:
    is_whole(asked(web_pages("digits").program("page"), browser, *without_network()))


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_container_without_shared_memory_is_enough(web_pages: WebPages, browser: str) -> None:
    is_whole(asked(web_pages("digits").program("page"), browser, *without_shared_memory()))
