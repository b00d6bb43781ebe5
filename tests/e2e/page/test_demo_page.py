"""Tests of the demo page in a real Chromium, with the bundled sample: pictures, drawing, camera, access."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SAMPLES, Exported
from tests.support.browsers.chromium import Chromium
from tests.support.browsers.page import Page
from tests.support.served import Served, copy_of

PICTURES = sorted((SAMPLES / "digits").rglob("*.png"))


@pytest.fixture(scope="module")
def folder(digits: Exported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(digits.program("native"), tmp_path_factory.mktemp("page") / "program")


@pytest.fixture(scope="module")
def digits_served(folder: Path) -> Iterator[Served]:
    with Served(folder) as program:
        yield program


def longest(page: Page) -> str:
    """The name beside the longest bar, as it is drawn."""
    ends = page.value(
        "[...document.querySelectorAll('.bars .fill')].map((e) => e.getBoundingClientRect().right"
        " - e.parentNode.getBoundingClientRect().left)"
    )
    return page.texts(".bars .name")[ends.index(max(ends))]


def stroke(page: Page, *points: tuple[float, float]) -> None:
    """Draws a line on the pad; points are shares of its half width from its middle."""
    page.draw(".pad canvas", points)


def test_pictures_are_dropped_drawn_and_answered_with_bars(
    browser: Chromium, digits_served: Served, shots: Path
) -> None:
    with browser.page(digits_served.address) as page:
        page.until("document.querySelector('.drop')")
        assert page.text("h1") == "digits"
        assert page.text("#line") == "Grey picture of 8 × 8 in, one of 10 answers out."
        page.screenshot(shots / "start.png")
        page.drop(next(picture for picture in PICTURES if picture.parent.name == "7"))
        page.answered()
        assert page.texts(".bars .name")[0] == "7"
        assert page.text(".bars .first .score").endswith("%")
        assert " ms" in page.text("[aria-label=Answer]")
        page.until("document.querySelector('#said').textContent.startsWith('7, ')")
        page.screenshot(shots / "picture.png")
        page.choose(*PICTURES)
        page.until(f"document.body.innerText.includes('{len(PICTURES)} files answered')")
        tiles = page.texts(".tiles span")
        assert [tile.split(",")[0] for tile in tiles] == [picture.parent.name for picture in PICTURES]
        page.screenshot(shots / "several.png")
        page.click(".tiles button:nth-child(5)")
        page.until(f"document.querySelector('.bars .name').textContent === '{PICTURES[4].parent.name}'")
        page.click_text("Draw")
        stroke(page, (0.0, -0.85), (0.0, 0.85))
        page.answered()
        page.until("document.querySelector('.headline span').textContent === '1'")
        assert page.texts(".bars .name") == list("0123456789")
        page.screenshot(shots / "draw.png")
        page.click_text("Clear")
        stroke(page, (0.1, -0.8), (-0.45, -0.4), (-0.45, 0.4), (0.0, 0.8), (0.45, 0.4), (0.45, -0.4), (0.1, -0.8))
        page.until("document.querySelector('.headline')?.innerText.startsWith('0')")
        page.until("document.getAnimations().length === 0")
        assert longest(page) == "0"
        assert page.problems() == []


@pytest.mark.proof
def test_the_page_of_one_native_file_answers(browser: Chromium, digits: Exported) -> None:
    served = Served([digits.program("single"), "--serve", "--no-browser"])
    with served, browser.page(served.address) as page:
        page.until("document.querySelector('.drop')")
        page.drop(next(picture for picture in PICTURES if picture.parent.name == "7"))
        page.answered()
        assert page.texts(".bars .name")[0] == "7"
        assert page.problems() == []


def test_who_has_no_token_or_comes_by_another_name_sees_no_page(
    browser: Chromium, digits_served: Served, folder: Path
) -> None:
    with browser.page(digits_served.address[:-1]) as page:
        assert "The token is missing or wrong" in page.text("body")
    # As after DNS rebinding: another name for this computer, with the right token.
    with browser.page(digits_served.address.replace("127.0.0.1", "rebound.test")) as page:
        assert "The address is not this program's" in page.text("body")
    # Another page of this computer may neither ask nor stop.
    with Served(folder) as other, browser.page(other.address) as page:
        page.until("document.querySelector('.drop')")
        refused = page.value(
            f"fetch('http://{digits_served.host}/stop?token={digits_served.token}', {{method: 'POST'}})"
            ".then(() => 'sent', () => 'refused')"
        )
        assert refused == "refused", "the page's own rules let it speak with its own program only"
    assert digits_served.ask("GET", "/about")[0] == 200


def test_an_opened_page_knows_its_token_by_a_code_and_keeps_it(browser: Chromium, folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "opened")
    chosen = tmp_path / "browser"
    chosen.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n', encoding="utf-8")
    chosen.chmod(0o755)
    environment = {**os.environ, "DISPLAY": ":77", "BROWSER": str(chosen)}
    with Served([folder / "runner", "--serve"], environment) as program:
        opened = (tmp_path / "opened").read_text(encoding="utf-8").strip()
        with browser.page(opened) as page:
            page.until("document.querySelector('.drop')")
            assert page.value("location.href") == f"http://{program.host}/"
            page.open(f"http://{program.host}/")
            page.until("document.querySelector('.drop')")
            page.choose(PICTURES[0])
            page.answered()
            assert page.problems() == []
        with browser.page(opened) as page:
            page.until("!document.querySelector('.error').hidden")
            assert page.text(".error h2") == "The page's address is used up"


@pytest.mark.proof
def test_a_program_without_arguments_ends_when_its_page_is_closed(browser: Chromium, folder: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    with Served([folder / "runner"], environment) as program:
        with browser.page(program.address) as page:
            page.until("document.querySelector('.drop')")
            # The page holds a request open, which the program ends with the page.
            page.until("performance.getEntriesByName(location.href + 'about').length === 1")
            with pytest.raises(subprocess.TimeoutExpired):
                program.process.wait(65)
            page.choose(PICTURES[0])
            page.answered()
            assert page.problems() == []
            closed = time.monotonic()
        assert program.process.wait(90) == 0
        assert time.monotonic() - closed > 55


@pytest.mark.proof
def test_the_camera_is_followed_live_until_escape(browser: Chromium, digits_served: Served, shots: Path) -> None:
    with browser.page(digits_served.address) as page:
        page.until("document.querySelector('.drop')")
        page.click_text("Camera")
        page.click_text("Start the camera")
        page.until("/[\\d.]+ frames a second/.test(document.querySelector('.live')?.innerText)")
        assert page.texts(".bars .name") == list("0123456789")
        page.screenshot(shots / "camera.png")
        page.key("Escape")
        page.until("document.activeElement.innerText === 'Start the camera'")
        assert page.value("document.querySelector('video').srcObject") is None
        page.click_text("Start the camera")
        page.until("document.querySelector('.live')?.innerText")
        page.click_text("Picture")
        assert page.value("document.querySelector('video')?.srcObject ?? null") is None, "leaving ends it"
        assert page.problems() == []


@pytest.mark.proof
def test_a_pasted_picture_is_answered_and_what_is_none_is_explained(
    browser: Chromium, digits_served: Served, tmp_path: Path, shots: Path
) -> None:
    with browser.page(digits_served.address) as page:
        page.until("document.querySelector('.drop')")
        page.value(
            "(async () => { const canvas = new OffscreenCanvas(64, 64), pen = canvas.getContext('2d');"
            " pen.fillRect(0, 0, 64, 64); pen.fillStyle = '#fff'; pen.fillRect(26, 2, 12, 60);"
            " const data = new DataTransfer(); data.items.add(new File([await canvas.convertToBlob()], 'pasted.png',"
            " {type: 'image/png'}));"
            " dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true})); })()"
        )
        page.answered()
        assert page.texts(".bars .name")[0] == "1"
        assert "pasted.png, 64 × 64" in page.text("[aria-label=Answer]")
        broken = tmp_path / "broken.png"
        broken.write_bytes(PICTURES[0].read_bytes()[:60])
        page.choose(broken)
        page.until("!document.querySelector('.error').hidden")
        said = page.text(".error").splitlines()
        assert len([line for line in said if line]) == 3
        assert page.value("document.querySelector('[aria-label=Answer]').hidden"), "no old answer beside the failure"
        page.screenshot(shots / "error.png")
        page.choose(broken, PICTURES[0])
        page.until("document.querySelectorAll('.tiles .failed').length === 1")
        page.until("document.body.innerText.includes('1 file answered · 1 could not be answered')")
        broken.write_bytes(b"no picture")
        page.choose(PICTURES[0], broken)
        page.until("document.querySelectorAll('.tiles img').length === 1")
        assert page.value("document.querySelector('.tiles .failed img') === null"), "no sign of a broken picture"


@pytest.mark.proof
def test_a_folder_is_not_taken_for_a_file(browser: Chromium, digits_served: Served, shots: Path) -> None:
    with browser.page(digits_served.address) as page:
        page.until("document.querySelector('.drop')")
        for dropped in ([PICTURES[0].parent], [PICTURES[0], PICTURES[0].parent]):
            page.drop(*dropped)
            page.until("!document.querySelector('.error').hidden")
            assert page.text(".error").split("\n\n") == ["This is a folder", "Open it and drop the files in it."]
            assert page.value("document.querySelector('[aria-label=Answer]').hidden")
            page.value("document.querySelector('.error').hidden = true, 0")
        page.screenshot(shots / "folder.png")
        page.drop(PICTURES[0])
        page.answered()
        assert page.problems() == []


@pytest.mark.proof
def test_it_works_on_a_narrow_screen_in_the_dark(browser: Chromium, digits_served: Served, shots: Path) -> None:
    with browser.page(digits_served.address, 360, 740, dark=True) as page:
        page.until("document.querySelector('.drop')")
        assert page.value("getComputedStyle(document.documentElement).backgroundColor") == "rgb(22, 24, 29)"
        for way in ("Picture", "Draw", "Camera"):
            page.click_text(way)
            assert page.fits(), way
        page.screenshot(shots / "phone-camera.png")
        page.click_text("Picture")
        page.choose(*PICTURES[:6])
        page.answered()
        page.value("document.querySelector('details').open = true, 0")
        assert page.fits()
        page.screenshot(shots / "phone.png")


@pytest.mark.proof
def test_everything_is_reached_and_done_by_keyboard(browser: Chromium, digits: Exported, shots: Path) -> None:
    onefile = [digits.program("onefile"), "--serve", "--no-browser"]
    with Served(onefile) as program, browser.page(program.address) as page:
        page.until("document.querySelector('.drop')")
        seen = []
        for _ in range(6):
            page.key("Tab")
            seen.append(page.value("(document.activeElement.innerText || document.activeElement.tagName).trim()"))
            assert page.value("document.activeElement.matches(':focus-visible')")
        assert seen == ["Stop", "Picture", "Draw", "Camera", "Choose pictures", "About this model"]
        page.value("[...document.querySelectorAll('.ways button')].find((b) => b.innerText === 'Draw').focus(), 0")
        page.key("Enter")
        page.key("Tab", 2)
        assert page.value("document.activeElement.tagName") == "CANVAS"
        page.key("ArrowUp", 11)
        page.key("Space")
        page.key("ArrowDown", 22)
        page.key("Space")
        page.until("document.querySelector('.headline')?.innerText.startsWith('1')")
        page.screenshot(shots / "keyboard.png")
        page.focus("#stop")
        page.key("Enter")
        page.until("document.activeElement.id === 'bye'")
        assert program.process.wait(30) == 0
        page.screenshot(shots / "stopped.png")


@pytest.mark.proof
def test_a_program_that_is_gone_is_said(browser: Chromium, digits: Exported) -> None:
    with (
        Served([digits.program("folder"), "--serve", "--no-browser"]) as program,
        browser.page(program.address) as page,
    ):
        page.until("document.querySelector('.drop')")
        program.end(15)
        page.choose(PICTURES[0])
        page.until("!document.querySelector('.error').hidden")
        assert page.text(".error h2") == "The program does not answer"
