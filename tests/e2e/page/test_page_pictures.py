"""Tests of pictures that come out, on the demo page in a real Chromium: of a seed, larger, of two pictures."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support.browsers.chromium import Chromium
from tests.support.browsers.page import Page
from tests.support.page_programs import WAVES
from tests.support.page_samples import normal_noise
from tests.support.served import Served

pytestmark = pytest.mark.proof


def shown(page: Page, selector: str) -> np.ndarray:
    """The pixels of a picture on the page."""
    source = str(page.value(f"document.querySelector({selector!r}).src"))
    with Image.open(io.BytesIO(base64.b64decode(source.split(",")[1]))) as picture:
        return np.asarray(picture).astype(int)


def pattern(seed: int) -> np.ndarray:
    """What the model "maker" paints of a seed, in pixels."""
    numbers = np.tanh(normal_noise(seed, 16) @ WAVES).reshape(24, 32, 3)
    return np.clip(np.rint(numbers * 127.5 + 127.5), 0, 255)


def seed_of(page: Page) -> int:
    return int(page.value("document.querySelector('[aria-label=Seed]').value"))


@pytest.mark.parametrize("dark", [False, True])
def test_a_generator_shows_a_picture_and_makes_new_ones(
    browser: Chromium, page_programs: Path, shots: Path, dark: bool
) -> None:
    with Served(page_programs / "maker") as program, browser.page(program.address, 1040, 720, dark=dark) as page:
        page.answered()  # without a click
        assert seed_of(page) == 1
        assert np.abs(shown(page, ".made img") - pattern(1)).max() <= 1
        assert page.text("#line") == "Noise (16 numbers made by a seed) in, a picture out."
        page.value("document.querySelector('[aria-label=Seed]').select(), 0")
        page.write("7")
        page.key("Enter")
        page.until("document.querySelector('[aria-label=Answer]').innerText.includes('Seed 7')")
        assert np.abs(shown(page, ".made img") - pattern(7)).max() <= 1
        page.click_text("New picture")
        page.until("!document.querySelector('[aria-label=Answer]').innerText.includes('Seed 7')")
        assert np.abs(shown(page, ".made img") - pattern(seed_of(page))).max() <= 1
        page.screenshot(shots / f"maker{'-dark' if dark else ''}.png")
        page.resize(360, 800)
        assert page.fits()
        assert page.value("document.querySelector('.made a[download]').download") == "pattern.png"
        page.value("document.querySelector('[aria-label=Seed]').value = '-1', 0")
        page.focus("[aria-label=Seed]")
        page.key("Enter")
        page.shows(".error h2", "The seed is no whole number")
        page.click_text("Numbers")  # and numbers of one's own
        page.click_text("Answer")
        page.answered()
        assert np.abs(shown(page, ".made img") - 127.5).max() <= 0.5
        assert page.problems() == []


def test_a_generator_with_a_choice_has_fields_beside_the_seed(
    browser: Chromium, page_programs: Path, shots: Path
) -> None:
    with Served(page_programs / "chosen") as program, browser.page(program.address) as page:
        page.until("document.querySelector('textarea')")
        page.value("document.querySelector('textarea').value = '0, 1, 0', 0")
        page.click_text("New picture")
        page.answered()
        made = shown(page, ".made img")
        wave = (normal_noise(seed_of(page), 16) @ WAVES).reshape(24, 32, 3)
        assert np.abs(made[..., 1] - 255 / (1 + np.exp(-wave[..., 1]))).max() <= 1
        assert made[..., [0, 2]].max() == 0
        page.screenshot(shots / "chosen.png")
        assert page.problems() == []


def test_two_pictures_have_a_place_each(browser: Chromium, page_programs: Path, tmp_path: Path, shots: Path) -> None:
    content = np.random.default_rng(0).integers(0, 256, (48, 64, 3)).astype(np.uint8)
    Image.fromarray(content).save(tmp_path / "cat.png")
    Image.new("RGB", (16, 16), (255, 128, 0)).save(tmp_path / "stone.png")
    Image.new("RGB", (16, 16), (0, 255, 0)).save(tmp_path / "grass.webp", lossless=False)  # the browser converts it
    orange, green = (content * np.array(colour) for colour in ((1.0, 128 / 255, 0.0), (0.0, 1.0, 0.0)))
    with Served(page_programs / "style") as program, browser.page(program.address, 1040, 720) as page:
        page.until("document.querySelectorAll('.drop').length === 2")
        page.click_text("Answer")
        page.shows(".error h2", "Still missing: content, style")
        page.choose(tmp_path / "cat.png", into="[aria-label=content] input[type=file]")
        assert page.value("document.querySelector('[aria-label=Answer]').hidden")
        page.choose(tmp_path / "stone.png", into="[aria-label=style] input[type=file]")
        page.answered()
        assert np.abs(shown(page, ".made img") - orange).max() <= 1
        page.screenshot(shots / "style.png")
        page.choose(tmp_path / "grass.webp", into="[aria-label=style] input[type=file]")
        page.until("document.querySelector('[aria-label=Answer]').innerText.includes('grass.webp')")
        assert np.abs(shown(page, ".made img") - green).max() <= 3
        page.resize(360, 800)
        assert page.fits()
        assert page.problems() == []
    with Served(page_programs / "style") as program, browser.page(program.address) as page:
        page.until("document.querySelectorAll('.drop').length === 2")
        page.drop(tmp_path / "cat.png", tmp_path / "stone.png")
        page.answered()
        assert np.abs(shown(page, ".made img") - orange).max() <= 1
        assert page.problems() == []


def test_a_larger_picture_has_the_room_of_the_answer(
    browser: Chromium, page_programs: Path, tmp_path: Path, shots: Path
) -> None:
    Image.effect_noise((64, 48), 60).convert("RGB").save(tmp_path / "small.png")
    with Served(page_programs / "larger") as program, browser.page(program.address) as page:
        page.until("document.querySelector('.drop')")
        page.choose(tmp_path / "small.png")
        page.answered()
        page.until("document.querySelector('.made img')?.naturalWidth === 192")
        assert page.value("document.querySelectorAll('.view:not(.made) img').length") == 1
        page.screenshot(shots / "larger.png")
        assert page.problems() == []


def test_a_picture_of_the_same_size_stands_beside_what_went_in(
    browser: Chromium, page_programs: Path, tmp_path: Path
) -> None:
    Image.effect_noise((64, 48), 60).convert("RGB").save(tmp_path / "given.png")
    with Served(page_programs / "picture") as program, browser.page(program.address) as page:
        page.until("document.querySelector('.drop')")
        page.choose(tmp_path / "given.png")
        page.answered()
        page.until("document.querySelector('.pair figure:nth-of-type(2) img')?.naturalWidth === 64")
        assert page.value("document.querySelectorAll('.made').length") == 0
