"""The demo page in a German reader's Chromium: all of it is German, and nothing is cut at any width."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browsers.chromium import Chromium
from tests.support.browsers.page import Page
from tests.support.canned_page import DEMO, GIVEN, PICTURE, Program, about, page_served

pytestmark = pytest.mark.proof
GERMAN = "de-AT,de,en"
# What elements show or say; names that the model or the test gave are the same in every language.
SAID = (
    "[...document.querySelectorAll('body *')].flatMap((each) => ["
    "...[...each.childNodes].filter((child) => child.nodeType === 3).map((child) => child.data), "
    "...['aria-label', 'title', 'alt', 'placeholder'].map((name) => each.getAttribute(name))])"
    ".filter(Boolean).map((text) => text.trim())"
)
# Elements whose text is wider than they are and neither wraps nor scrolls. Names of classes and columns may be cut:
# their whole is their tooltip.
CUT = (
    "[...document.querySelectorAll('main *, header *')].filter((each) => each.clientWidth"
    " && each.scrollWidth > each.clientWidth + 1 && !each.matches('.name, .field b, .values dt, .tiles *, .strip *')"
    " && !/auto|scroll/.test(getComputedStyle(each).overflowX)).map((each) => each.outerHTML.slice(0, 120))"
)


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    with page_served() as server:
        server.asked = []
        yield server


@pytest.fixture
def given(tmp_path: Path) -> Path:
    (tmp_path / "7.png").write_bytes(PICTURE.read_bytes())
    for name in ("a.csv", "a.npz", "a.wav"):
        (tmp_path / name).write_text("nobody reads it", encoding="utf-8")
    return tmp_path


def english_texts() -> set[str]:
    """The catalogue's English that is another text in German."""
    known = tomllib.loads((DEMO / "german.toml").read_text(encoding="utf-8"))
    return {re.sub(r"#\w+$", "", english) for english, german in known.items() if english != german} - {"Answer"}


def walked(page: Page, shots: Path, name: str) -> None:
    for width in (360, 800, 1280):
        page.resize(width, 800)
        assert page.fits(), (name, width)
        assert page.value(CUT) == [], (name, width)
        page.screenshot(shots / f"{name}-{width}.png")


@pytest.mark.parametrize("kind", GIVEN)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everything_is_german_and_nothing_is_cut(
    browser: Chromium, program: Program, given: Path, shots: Path, kind: str, dark: bool
) -> None:
    program.about = about(kind)
    name, end = GIVEN[kind]
    address = f"http://127.0.0.1:{program.server_port}/?token=t"
    with browser.page(address, 800, 800, dark=dark, languages=GERMAN) as page:
        page.until("document.querySelector('#facts')")
        assert page.value("document.documentElement.lang") == "de"
        page.value("document.querySelector('#facts').open = true")
        page.value("window.said = (text) => document.querySelector('[aria-label=Antwort]').innerText.includes(text), 0")
        seen = set(page.value(SAID))
        look = "dark" if dark else "light"
        ways = page.texts(".ways button")
        for way in ways:
            if len(ways) > 1:
                page.click_text(way)
            seen.update(page.value(SAID))
            walked(page, shots, f"german-{kind}-{way}-{look}")
        page.drop(given / name)
        page.until(end)
        seen.update(page.value(SAID))
        walked(page, shots, f"german-{kind}-answered-{look}")
        assert sorted(seen & english_texts()) == []
        assert "Beenden" in seen
        assert page.problems() == []


@pytest.mark.parametrize(
    ("languages", "expected"), [("fr-FR,de,en", "de"), ("en-US,de", "en"), ("de", "de"), ("fr", "en"), ("den", "en")]
)
def test_the_language_is_the_first_of_the_readers_that_the_page_speaks(
    browser: Chromium, program: Program, languages: str, expected: str
) -> None:
    program.about = about("table")
    with browser.page(f"http://127.0.0.1:{program.server_port}/?token=t", languages=languages) as page:
        page.until("document.querySelector('#facts')")
        assert page.value("document.documentElement.lang") == expected
        assert page.text("#stop") == {"de": "Beenden", "en": "Stop"}[expected]
