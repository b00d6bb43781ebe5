"""The page that is the model before a German reader: its own words, the core's, and those of its self-test."""

from pathlib import Path

import pytest

from tests.e2e.page.conftest import WebPages
from tests.support.browsers.chromium import Chromium
from tests.support.page_samples import tone

pytestmark = pytest.mark.proof


def test_what_the_core_says_of_a_file_is_german(
    browser: Chromium, web_pages: WebPages, tmp_path: Path, shots: Path
) -> None:
    page_file = web_pages("digits").program("page")
    bad, text = tmp_path / "a.png", tmp_path / "b.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n1234")
    text.write_text("no picture", encoding="utf-8")
    with browser.page(f"{page_file.as_uri()}#self-test", 800, 800, languages="de-DE,en") as page:
        page.until("document.querySelector('#self-test table')", 60)
        assert page.text("#self-test h2") == "Antwortet wie auf dem Computer, auf dem es erzeugt wurde"
        assert page.fits()
        page.screenshot(shots / "german-self-test.png")
        page.drop(bad)
        page.until("!document.querySelector('.error').hidden")
        assert page.texts(".error > *")[:2] == [
            "Das Bild in dieser Datei lässt sich nicht lesen",
            "Es ist abgeschnitten.",
        ]
        assert page.value("document.querySelector('.error').lang") == "de"
        page.drop(bad, text)
        page.until("document.querySelectorAll('.several .failed').length === 2")
        assert page.texts(".several .failed")[1].startswith("Die Datei ist nicht, was ihre Endung sagt")
        assert page.value("[...document.querySelectorAll('.several .failed')].map((each) => each.lang)") == ["de", "de"]
        page.drop(tone(tmp_path / "a.wav", (0.1, 440.0)))
        page.shows(".error p", "Sie ist: ein WAV-Ton. Dieses Modell braucht: Bilder.")
        page.click("#facts > summary")
        page.click("#facts details > summary")
        page.until("document.querySelector('#facts details pre').innerText.includes('Apache License')")
        page.screenshot(shots / "german-failures.png")
        assert page.problems() == []
