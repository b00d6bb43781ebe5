"""The demo page's sources in a real Chromium: loaded one by one, they do what the page does that they become."""

import json
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from resources.demo.modules import modules_of
from tests.support.browsers.chromium import Chromium
from tests.support.browsers.page import Page
from tests.support.canned_page import DEMO, GIVEN, PICTURE, Program, about, page_served


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    with page_served() as server:
        yield server


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    (folder / "7.png").write_bytes(PICTURE.read_bytes())
    for name in ("a.csv", "a.npz"):
        (folder / name).write_text("nobody reads it", encoding="utf-8")
    with wave.open(str(folder / "a.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(3200))
    return folder


def walk(page: Page, sample: Path, end: str) -> list[str]:
    """All that the page holds in each of its ways in, and after a file was dropped on it."""
    whole = "[...document.querySelectorAll('title, header, main')].map((each) => each.outerHTML).join()"
    # Addresses of files in the browser's memory are never the same, and indentation is only in the sources.
    seen = whole + r".replace(/blob:[^\"]+/g, 'blob:').replace(/\n\t*/g, '')"
    page.until("document.querySelector('#facts')")
    # A table's row is answered at once.
    page.until("!document.querySelector('.form') || document.querySelector('.values')")
    shown = []
    ways = page.texts(".ways button")
    for way in ways:
        if len(ways) > 1:
            page.click_text(way)
        shown.append(page.value(seen))
    page.value("window.said = (text) => document.querySelector('[aria-label=Answer]').innerText.includes(text), 0")
    page.drop(sample)
    page.until(end)
    return [*shown, page.value(seen)]


@pytest.mark.parametrize("kind", GIVEN)
def test_the_sources_one_by_one_do_what_the_page_does(
    browser: Chromium, program: Program, files: Path, kind: str
) -> None:
    program.about = about(kind)
    name, end = GIVEN[kind]
    shown = []
    asked = []
    for path in ("/?token=t", "/sources/index.html?token=t"):
        program.asked = []
        with browser.page(f"http://127.0.0.1:{program.server_port}{path}") as page:
            shown.append(walk(page, files / name, end))
            asked.append(program.asked)
            assert page.problems() == [], "a source that cannot be parsed is named here, with its line"
    assert shown[0] == shown[1]
    assert asked[0] == asked[1] != []


def test_the_page_has_the_rules_of_its_style_sheets(browser: Chromium, program: Program) -> None:
    program.about = about("digits")
    rules = []
    for path in ("/", "/sources/index.html"):
        with browser.page(f"http://127.0.0.1:{program.server_port}{path}") as page:
            found = "[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText))"
            rules.append(page.value(found))
    assert len(rules[0]) > 100
    assert rules[0] == rules[1]


def test_no_module_takes_a_name_of_the_browsers_from_the_others(browser: Chromium, program: Program) -> None:
    """In the page all modules share one scope: a function `stop` of one would be what another means by window.stop."""
    program.about = about("digits")
    modules = modules_of(lambda path: (DEMO / path).read_text(encoding="utf-8"), "scripts/main.js")
    names = [name for module in modules for name in module.declared]
    with browser.page(f"http://127.0.0.1:{program.server_port}/") as page:
        own = f"{json.dumps(names)}.filter((name) => name in window && !document.getElementById(name))"
        assert page.value(own) == [], "elements with an id are in the window too, but no module means these"
