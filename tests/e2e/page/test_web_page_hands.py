"""Web pages in Firefox and WebKit by the page's own hands: dropped files, the form, the drawing pad."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SAMPLES
from tests.e2e.page.conftest import WebPages
from tests.support.browsers.firefox import firefox_page
from tests.support.browsers.page import Page
from tests.support.browsers.webkit import webkit_page
from tests.support.page_samples import halves, tones
from tests.support.program import run_in_empty_environment

pytestmark = pytest.mark.proof

Opened = Callable[[str], AbstractContextManager[Page]]
READY = 120.0  # seconds until a page has loaded its model


@pytest.fixture(params=["firefox", "webkit"])
def opened(request: pytest.FixtureRequest, web_pages: WebPages, tmp_path: Path) -> Opened:
    """Opens a model's web page in one of the browsers, from its file, and waits until it can be asked."""
    open_in = {"firefox": firefox_page, "webkit": webkit_page}[request.param]

    @contextmanager
    def opening(name: str) -> Iterator[Page]:
        made = web_pages(name)
        profile = tmp_path / "profile"
        profile.mkdir()
        with open_in(made.program("page").as_uri(), profile) as page:
            page.until("document.querySelector('.drop, input[type=number], textarea')", READY)
            yield page

    return opening


def native_answer(web_pages: WebPages, name: str, file: Path) -> dict[str, Any]:
    """What the native program of the same export says of a file."""
    program = web_pages(name).program("native")
    done = run_in_empty_environment(program, "--json", file, folder=program.parent)
    assert done.ok, done.errors
    return dict(json.loads(done.output))


def test_a_digit_is_dropped_and_drawn(opened: Opened) -> None:
    with opened("digits") as page:
        page.drop(next((SAMPLES / "digits" / "7").glob("*.png")))
        page.answered()
        page.until("document.querySelector('.bars .name')?.innerText === '7'")
        page.click_text("Draw")
        page.draw(".pad canvas", [(0.0, -0.85), (0.0, 0.85)])
        page.until("document.querySelector('.headline span').textContent === '1'")


@pytest.mark.parametrize("name", ["ic_resnet8", "mobilenet_quant"])
def test_a_photograph_is_dropped_and_named_as_by_the_native_program(
    opened: Opened, web_pages: WebPages, shared_models: Path, name: str
) -> None:
    cat = shared_models / "coral" / "cat.bmp"
    best = native_answer(web_pages, name, cat)["top"][0]
    with opened(name) as page:
        page.drop(cat)
        page.answered()
        page.until("document.querySelector('.bars .name')")
        assert page.texts(".bars .name")[0] == (best["label"] or f"class {best['index']}")
        assert page.value("litecrate.predict.length") == 2


def test_a_sound_is_dropped_and_heard_in_parts(opened: Opened, tmp_path: Path) -> None:
    with opened("tone") as page:
        page.drop(tones(tmp_path / "tones.wav"))
        page.until("document.querySelectorAll('.strip button').length === 5")
        assert page.texts(".strip span:first-child") == ["440 Hz"] * 3 + ["2500 Hz"] * 2


def test_a_picture_is_dropped_and_its_mask_lies_over_it(opened: Opened, tmp_path: Path) -> None:
    with opened("mask") as page:
        page.drop(halves(tmp_path / "halves.png"))
        page.until("document.querySelector('.layer')?.naturalWidth")
        assert [text.split()[0] for text in page.texts(".legend li")][:2] == ["red", "blue"]


def test_a_form_is_filled_and_answered(opened: Opened) -> None:
    with opened("table") as page:
        page.shows(".values dd", "380 kEUR")
        page.fill("input[type=number]", "20")
        page.shows(".values dd", "80 kEUR")
