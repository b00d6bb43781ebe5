"""Several files at once in the demo page: a table that can be stopped, and saved as the program's --csv has it."""

import csv
import io
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.support.browsers.chromium import Chromium
from tests.support.browsers.page import Page
from tests.support.canned_page import PICTURE, Program, about, page_served
from tests.support.page_programs import PITCHES
from tests.support.page_samples import halves, tone
from tests.support.program import start
from tests.support.served import Served

pytestmark = pytest.mark.proof


def saved(page: Page, folder: Path) -> list[list[str]]:
    """What the link to the .csv file saves, by a click."""
    folder.mkdir()
    page.send("Page.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    page.until("document.querySelector('.several a:not([hidden])')")
    page.click(".several a")
    until = time.monotonic() + 40
    while not (found := [path for path in folder.iterdir() if path.suffix == ".csv"]):
        assert time.monotonic() < until, "nothing was saved"
        page.value("new Promise((done) => requestAnimationFrame(done))")
    text = found[0].read_bytes().decode()
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline="")))


def made(name: str, folder: Path) -> list[Path]:
    """Two or three files for a model; of some the last cannot be read."""
    bad = folder / "last, not least.png"
    if name in {"mask", "labels"}:
        bad.write_bytes(b"no picture")
        return [halves(folder / "a.png"), halves(folder / "b.png", (100, 100)), bad]
    if name == "boxes":
        scene = Image.new("RGB", (128, 96))
        ImageDraw.Draw(scene).rectangle((10, 10, 50, 60), fill=(230, 20, 20))
        scene.save(folder / "a.png")
        return [folder / "a.png", halves(folder / "b.png")]
    if name == "tone":
        return [tone(folder / "a.wav", (0.1, PITCHES[0])), tone(folder / "b.wav", (0.6, PITCHES[1]))]
    rows = {
        "table": ("area,rooms,age\n100,1,0\n100,old,1\n", "rooms,area,age\n2,50,10\n"),
        "series": ("temperature,humidity,pressure\n" + "10,50,1000\n" * 8, "1,2,3\n" * 4),
    }[name]
    for place, text in enumerate(rows):
        (folder / f"{place}.csv").write_text(text, encoding="utf-8")
    return [folder / "0.csv", folder / "1.csv"]


@pytest.mark.parametrize("name", ["mask", "labels", "boxes", "tone", "table", "series"])
def test_the_saved_table_is_the_one_that_the_program_writes(
    browser: Chromium, page_programs: Path, tmp_path: Path, shots: Path, name: str
) -> None:
    files = made(name, tmp_path)
    command = [page_programs / name / "runner", "--csv", "t.csv", *(file.name for file in files)]
    done = start(command, tmp_path, os.environ)
    assert done.code in {0, 1}, done.errors
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as table:
        expected = list(csv.reader(table))
    with Served(page_programs / name) as program, browser.page(program.address, 1280, 800) as page:
        page.until("document.querySelector('.drop')")
        page.drop(*files)
        found = saved(page, tmp_path / "saved")
        page.screenshot(shots / f"several-{name}.png")
        assert page.fits()
        # A file that is refused is a failed request to the browser.
        assert [problem for problem in page.problems() if "status of 400" not in problem] == []
    assert found[0] == expected[0]
    ms = found[0].index("ms")
    error = found[0].index("error")
    assert len(found) == len(expected)
    for ours, theirs in zip(found[1:], expected[1:], strict=True):
        assert bool(ours[ms]) == bool(theirs[ms])
        assert bool(ours[error]) == bool(theirs[error])
        for place, (cell, other) in enumerate(zip(ours, theirs, strict=True)):
            if place in {ms, error}:
                continue
            try:
                assert float(cell) == pytest.approx(float(other), rel=1e-6)
            except ValueError:
                assert cell == other


def test_no_name_is_a_formula_in_the_saved_table(browser: Chromium, page_programs: Path, tmp_path: Path) -> None:
    names = ["=1+x.png", "+cmd.png", "@a.png", "\uff1db.png", "tab\there.png", "-.png"]
    files = [halves(tmp_path / name) for name in names]
    command = [page_programs / "labels" / "runner", "--csv", "t.csv", "--", *names]
    assert start(command, tmp_path, os.environ).code == 0
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as table:
        expected = [row["file"] for row in csv.DictReader(table)]
    assert expected == [
        r"\u003d1+x.png", r"\u002bcmd.png", r"\u0040a.png", r"\uff1db.png", r"tab\u0009here.png", r"\u002d.png",
    ]  # fmt: skip
    with Served(page_programs / "labels") as program, browser.page(program.address, 1280, 800) as page:
        page.until("document.querySelector('.drop')")
        page.drop(*files)
        assert [row[0] for row in saved(page, tmp_path / "saved")[1:]] == expected


class Gate(threading.Event):
    """Lets as many answers through as were let in."""

    def __init__(self, through: int) -> None:
        super().__init__()
        self._left = threading.Semaphore(through)

    def let(self, through: int) -> None:
        self._left.release(through)

    def wait(self, timeout: float | None = None) -> bool:
        return self._left.acquire(timeout=timeout)


@pytest.fixture
def program() -> Iterator[Program]:
    with page_served() as server:
        server.asked = []
        yield server


def test_it_shows_how_far_it_is_and_can_be_stopped(
    browser: Chromium, program: Program, tmp_path: Path, shots: Path
) -> None:
    program.about = about("digits")
    files = [tmp_path / f"{place}.png" for place in range(5)]
    for file in files:
        file.write_bytes(PICTURE.read_bytes())
    program.held = gate = Gate(2)
    try:
        with browser.page(f"http://127.0.0.1:{program.server_port}/?token=t", 1280, 800) as page:
            page.until("document.querySelector('.drop')")
            page.drop(*files)
            page.shows(".several .quiet", "2 of 5")
            assert page.value("document.querySelector('.several progress').value") == pytest.approx(0.4)
            assert page.texts(".several tbody th") == ["0.png", "1.png"]
            page.screenshot(shots / "several-working.png")
            page.focus(".several button")
            page.key("Enter")
            assert page.value("document.querySelector('.several button').disabled")
            gate.let(1)
            page.shows(".several .quiet", "3 of 5 · 3 files answered")
            page.until("document.querySelector('#said').textContent === '3 of 5 · 3 files answered'")
            # The made-up answer has a part of a sound too.
            assert len(saved(page, tmp_path / "saved")) == 1 + 2 * 3
            assert page.value("document.querySelector('.several button').hidden")
            assert len(program.asked) == 3, "the others were not asked for"
    finally:
        gate.let(5)
        program.held = None


def test_an_ending_that_no_header_can_hold_is_no_obstacle(browser: Chromium, program: Program, tmp_path: Path) -> None:
    program.about = about("digits")
    files = [tmp_path / name for name in ("photo.\u65e5\u672c", "photo. png")]
    for file in files:
        file.write_bytes(PICTURE.read_bytes())
    with browser.page(f"http://127.0.0.1:{program.server_port}/?token=t", 1280, 800) as page:
        page.until("document.querySelector('.drop')")
        page.drop(*files)
        page.shows(".several .quiet", "2 files answered")
