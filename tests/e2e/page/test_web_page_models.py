"""Models of every kind as web pages: each verified by a real Chromium, from a file."""

import pytest

from tests.e2e.page.conftest import MADE, REAL, WebPages

pytestmark = pytest.mark.proof


@pytest.mark.parametrize("name", ["digits", *REAL, *MADE])
def test_a_web_page_is_verified_in_chromium(web_pages: WebPages, name: str) -> None:
    made = web_pages(name)
    page = made.product("page")
    assert page["verified"]["status"] == "passed", page["verified"]["reason"]
    assert page["verified"]["samples"] == 20
    assert page["ran_on"].startswith("chromium ")
    assert page["latency_ms"]["median"] > 0
    assert page["start_seconds"] > 0
    assert page["peak_memory_bytes"] > 1_000_000
    if name in {"digits", "tone", "mask"}:
        assert page["verified"]["source"] != "random"
