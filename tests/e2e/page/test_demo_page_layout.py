"""Where things stand on the demo page, in a real Chromium: the answer beside what went in, without scrolling."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.support.browsers.chromium import Chromium
from tests.support.browsers.page import Page
from tests.support.canned_page import Program, about, page_served

WIDE = [(1280, 720), (1040, 720), (760, 720)]


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    with page_served() as server:
        server.asked = []
        yield server


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture that is larger than the window."""
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    Image.linear_gradient("L").resize((1500, 2000)).convert("RGB").save(path)
    return path


def box(page: Page, selector: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of an element in the window."""
    found = page.value(
        f"(() => {{ const b = document.querySelector('{selector}').getBoundingClientRect();"
        " return [b.left, b.top, b.right, b.bottom]; })()"
    )
    return found[0], found[1], found[2], found[3]


def opened(program: Program, kind: str) -> str:
    program.about = about(kind)
    return f"http://127.0.0.1:{program.server_port}/?token=t"


@pytest.mark.parametrize(("width", "height"), WIDE)
@pytest.mark.parametrize("kind", ["digits", "mask", "picture", "labels"])
def test_the_answer_stands_beside_the_picture_and_needs_no_scrolling(
    browser: Chromium, program: Program, photo: Path, shots: Path, kind: str, width: int, height: int
) -> None:
    with browser.page(opened(program, kind), width, height) as page:
        page.until("document.querySelector('.drop')")
        page.drop(photo)
        page.until("document.querySelector('[aria-label=Answer]')?.innerText.includes('1500 × 2000')")
        page.value("scrollTo(0, 0), 0")
        _, top, right, bottom = box(page, ".view")
        answer = box(page, "[aria-label=Answer]")
        assert 0 <= top < bottom <= height
        assert answer[0] >= right
        assert 0 <= answer[1] < answer[3] <= height
        assert page.fits()
        page.screenshot(shots / f"beside-{kind}-{width}.png")


@pytest.mark.parametrize(("kind", "name"), [("tone", "a.wav"), ("table", "a.csv"), ("two", "a.npz")])
def test_other_answers_stand_beside_what_went_in_too(
    browser: Chromium, program: Program, tmp_path: Path, shots: Path, kind: str, name: str
) -> None:
    (tmp_path / name).write_text("nobody reads it", encoding="utf-8")
    with browser.page(opened(program, kind), 1040, 720) as page:
        page.until("document.querySelector('.drop')")
        page.drop(tmp_path / name)
        page.until(f"document.querySelector('[aria-label=Answer]')?.innerText.includes('{name}')")
        given, answer = box(page, '[aria-label="What goes in"]'), box(page, "[aria-label=Answer]")
        assert answer[0] >= given[2]
        assert 0 <= answer[1] < answer[3] <= 720
        page.screenshot(shots / f"beside-{kind}.png")


def test_below_760_px_the_answer_stands_below(browser: Chromium, program: Program, photo: Path, shots: Path) -> None:
    with browser.page(opened(program, "digits"), 759, 720, dark=True) as page:
        page.until("document.querySelector('.drop')")
        assert page.value("document.querySelector('.place').offsetParent === null"), "an empty place is no help there"
        page.drop(photo)
        page.answered()
        assert box(page, "[aria-label=Answer]")[1] >= box(page, ".view")[3]
        assert page.fits()
        page.screenshot(shots / "below.png")


@pytest.mark.parametrize("width", [1040, 500])
def test_while_the_model_works_the_place_of_the_answer_says_so(
    browser: Chromium, program: Program, photo: Path, shots: Path, width: int
) -> None:
    program.held = threading.Event()
    try:
        with browser.page(opened(program, "digits"), width, 720) as page:
            page.until("document.querySelector('.drop')")
            if width > 760:
                assert page.text(".place") == "The answer comes here."
            page.drop(photo)
            page.until("document.querySelector('.place').innerText === 'Answering'")
            page.until("document.querySelector('#said').textContent === 'Answering'")
            assert page.value("document.querySelector('.waiting').offsetHeight") > 0
            page.screenshot(shots / f"waiting-{width}.png")
            program.held.set()
            page.answered()
            assert page.value("document.querySelector('.place').offsetParent === null")
            page.drop(photo)
            page.answered()
    finally:
        program.held = None


def test_the_place_of_the_answer_gives_way_to_an_error(browser: Chromium, program: Program) -> None:
    with browser.page(opened(program, "digits"), 1040, 720) as page:
        page.until("document.querySelector('.drop')")
        page.value("window.fetch = () => Promise.reject(new Error('gone')), 0")
        page.value(
            "(() => { const data = new DataTransfer(); data.items.add(new File(['x'], 'x.png', {type: 'image/png'}));"
            " dispatchEvent(new DragEvent('drop', {dataTransfer: data})); })()"
        )
        page.until("!document.querySelector('.error').hidden")
        assert page.text(".error h2") == "The program does not answer"
        assert page.value("document.querySelector('.place').offsetParent === null")


@pytest.mark.parametrize(("kind", "name"), [("digits", ""), ("tone", "a.wav"), ("table", "a.csv")])
def test_on_paper_there_is_the_answer_and_no_button(
    browser: Chromium, program: Program, photo: Path, tmp_path: Path, shots: Path, kind: str, name: str
) -> None:
    given = tmp_path / name if name else photo
    if name:
        given.write_text("nobody reads it", encoding="utf-8")
    with browser.page(opened(program, kind), 700, 900, dark=True) as page:
        page.until("document.querySelector('.drop')")
        page.drop(given)
        page.until(f"document.querySelector('[aria-label=Answer]')?.innerText.includes('{given.name}')")
        page.send("Emulation.setEmulatedMedia", {"media": "print"})
        shown = "[...document.querySelectorAll('{}')].filter((each) => each.offsetParent).map((each) => each.innerText)"
        assert page.value(shown.format("button:not(.strip button), input[type=range], .drop, footer")) == []
        assert page.value(shown.format("[aria-label=Answer]"))
        assert page.value("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
        if not name:
            assert page.value("document.querySelector('.shot img').offsetHeight") > 0
        page.screenshot(shots / f"paper-{kind}.png")
