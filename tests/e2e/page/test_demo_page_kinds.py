"""Tests of the demo page in a real Chromium, with models of each kind: their inputs and their answers."""

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.conftest import SAMPLES
from tests.support.browsers.chromium import Chromium
from tests.support.browsers.page import Page
from tests.support.page_programs import PITCHES
from tests.support.page_samples import halves, tone
from tests.support.program import start
from tests.support.served import Served

pytestmark = pytest.mark.proof


@pytest.fixture
def made(page_programs: Path) -> Callable[[str], Path]:
    """The folder of the program around one of the models."""
    return lambda name: page_programs / name


def test_a_table_has_a_form_whose_value_follows_and_takes_a_file(
    browser: Chromium, made: Callable[[str], Path], tmp_path: Path, shots: Path
) -> None:
    with Served(made("table")) as program, browser.page(program.address) as page:
        page.until("document.querySelector('.values dd')")
        # The middle of each range: 3 * 120 + 10 * 5 - 50 + 20.
        assert page.text(".values dd") == "380 kEUR"
        assert page.texts(".field b") == [
            "area",
            "rooms",
            "age",
        ]
        page.value("document.querySelector('input[type=number]').select(), 0")
        page.write("20")
        page.shows(".values dd", "80 kEUR")
        page.focus("input[type=range]")
        page.key("ArrowRight", 2)
        page.shows(".values dd", "86 kEUR")
        page.screenshot(shots / "table.png")
        page.value("document.querySelector('input[type=number]').value = ''; 0")
        page.value("document.querySelector('input[type=number]').dispatchEvent(new Event('input')), 0")
        page.until("document.querySelector('[aria-invalid=true]')")
        assert page.value("document.querySelector('[aria-label=Answer]').hidden")
        rows = tmp_path / "houses.csv"
        rows.write_text("age,rooms,area\n0,1,100\n1,old,100\n10,2,50\n", encoding="utf-8")
        page.choose(rows)
        page.until("document.querySelectorAll('tbody tr').length === 3")
        cells = page.texts("tbody td:last-child")
        assert cells[0] == "330 kEUR"
        assert "rooms" in cells[1]
        assert cells[2] == "180 kEUR"
        page.screenshot(shots / "rows.png")
        assert page.problems() == []


def test_names_from_the_model_cannot_turn_a_line_or_hide(
    browser: Chromium, made: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(made("labels"), tmp_path / "turned", symlinks=True))
    contract = (folder / "contract.json").read_text(encoding="utf-8")
    assert '"red"' in contract
    turned = r'"<img src=x>\u202egnp\u001b\u200b\udb40\udc41"'
    (folder / "contract.json").write_text(contract.replace('"red"', turned), encoding="utf-8")
    (folder / "about.json").write_text('{"name": "digits\u202egnp", "version": "1.0.0"}', encoding="utf-8")
    with Served(folder) as program, browser.page(program.address) as page:
        page.until("document.querySelector('.drop')")
        assert page.value("document.title") == r"digits\u202egnp"
        picture = tmp_path / "red.png"
        Image.new("RGB", (40, 40), (230, 20, 20)).save(picture)
        page.choose(picture)
        page.answered()
        assert page.texts(".yes .name") == [r"<img src=x>\u202egnp\u001b\u200b\U000e0041"]
        assert not page.value(r"/[\u202e\u200b\u001b]/.test(document.body.textContent)")
        assert page.value("document.querySelectorAll('img[src=x]').length") == 0
        assert page.problems() == []


def test_labels_that_hold_at_once_are_marked(
    browser: Chromium, made: Callable[[str], Path], tmp_path: Path, shots: Path
) -> None:
    with (
        Served(made("labels")) as program,
        browser.page(program.address) as page,
    ):
        page.until("document.querySelector('.drop')")
        picture = tmp_path / "violet.png"
        Image.new("RGB", (40, 40), (230, 20, 200)).save(picture)
        page.choose(picture)
        page.answered()
        assert sorted(page.texts(".yes .name")) == ["blue", "red"]
        page.screenshot(shots / "labels.png")
        Image.new("RGB", (40, 40)).save(picture)
        page.choose(picture)
        page.shows(".headline", "None of them")


@pytest.mark.parametrize(("name", "kind"), [("violet.webp", "WEBP"), ("violet.avif", "AVIF")])
def test_pictures_that_only_the_browser_reads_are_answered_too(
    browser: Chromium, made: Callable[[str], Path], tmp_path: Path, name: str, kind: str
) -> None:
    folder = made("labels")
    Image.new("RGB", (40, 40), (230, 20, 200)).save(tmp_path / name, kind, quality=90)
    done = start([folder / "runner", "--json", name], tmp_path, os.environ)
    assert "save it as PNG or JPEG" in done.output
    with Served(folder) as program, browser.page(program.address) as page:
        page.until("document.querySelector('.drop')")
        page.choose(tmp_path / name)
        page.answered()
        assert sorted(page.texts(".yes .name")) == ["blue", "red"]
        assert page.problems() == []
        # What neither of them reads is refused with its reason.
        (tmp_path / "a.tif").write_bytes(b"II*\0" + bytes(100))
        page.choose(tmp_path / "a.tif")
        page.until("!document.querySelector('.error').hidden")
        assert "TIFF" in page.text(".error")


def test_a_first_row_that_was_taken_for_names_is_told(
    browser: Chromium, made: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(made("table"), tmp_path / "unnamed", symlinks=True))
    contract = json.loads((folder / "contract.json").read_text(encoding="utf-8"))
    contract["inputs"][0]["columns"] = []
    (folder / "contract.json").write_text(json.dumps(contract), encoding="utf-8")
    (tmp_path / "t.csv").write_text("a,b,c\n1,2,3\n4,5,6\n", encoding="utf-8")
    with Served(folder) as program, browser.page(program.address) as page:
        page.until("document.querySelector('.drop')")
        page.choose(tmp_path / "t.csv")
        page.until("document.querySelectorAll('tbody tr').length === 2")
        assert "Its first row is taken for names: a, b, c" in page.text("body")


def test_a_mask_lies_over_the_picture_with_its_legend(
    browser: Chromium, made: Callable[[str], Path], tmp_path: Path, shots: Path
) -> None:
    with (
        Served(made("mask")) as program,
        browser.page(program.address) as page,
    ):
        page.until("document.querySelector('.drop')")
        page.choose(halves(tmp_path / "halves.png"))
        page.until("document.querySelector('.layer')?.naturalWidth")
        assert [text.split()[0] for text in page.texts(".legend li")][:2] == ["red", "blue"]
        boxes = page.value(
            "['.shot > img', '.layer'].map((each) => document.querySelector(each).getBoundingClientRect())"
            ".map((box) => [box.x, box.y, box.width, box.height].map(Math.round))"
        )
        assert boxes[0] == boxes[1]
        page.focus("input[type=range]")
        page.key("ArrowLeft", 5)
        assert float(page.value("document.querySelector('.layer').style.opacity")) == pytest.approx(0.5)
        page.screenshot(shots / "mask.png")
        page.click_text("Camera")
        page.click_text("Start the camera")
        page.until("document.querySelector('.layer')?.naturalWidth && document.querySelector('.live')?.innerText")
        page.screenshot(shots / "mask-camera.png")
        page.key("Escape")
        assert page.problems() == []


def test_a_picture_that_comes_out_stands_beside_the_one_that_went_in(
    browser: Chromium, made: Callable[[str], Path], tmp_path: Path, shots: Path
) -> None:
    with (
        Served(made("picture")) as program,
        browser.page(program.address) as page,
    ):
        page.until("document.querySelector('.drop')")
        page.choose(halves(tmp_path / "halves.png"))
        page.until("document.querySelectorAll('figure img')[1]?.naturalWidth === 64")
        corner = page.value(
            "(() => { const c = document.createElement('canvas'); const p = c.getContext('2d');"
            " p.drawImage(document.querySelectorAll('figure img')[1], 0, 0);"
            " return [...p.getImageData(2, 2, 1, 1).data]; })()"
        )
        assert np.allclose(corner, [35, 225, 225, 255], atol=1)
        page.screenshot(shots / "picture-out.png")


def test_sounds_are_chosen_or_recorded_and_answered_in_parts(
    browser: Chromium, made: Callable[[str], Path], tmp_path: Path, shots: Path
) -> None:
    with (
        Served(made("tone")) as program,
        browser.page(program.address) as page,
    ):
        page.until("document.querySelector('.drop')")
        assert "listens to 0.2 s at a time" in page.text("main")
        page.choose(tone(tmp_path / "tones.wav", (0.6, PITCHES[0]), (0.4, PITCHES[2])))
        page.until("document.querySelectorAll('.strip button').length === 5")
        parts = page.texts(".strip span:first-child")
        assert parts == ["440 Hz"] * 3 + ["2500 Hz"] * 2
        assert page.texts(".bars .name")[0] == "440 Hz"
        page.screenshot(shots / "sound.png")
        page.choose(next((SAMPLES / "digits").rglob("*.png")))
        page.until("!document.querySelector('.error').hidden")
        page.click_text("Record")
        page.until("/^0\\.[5-9]|^[1-9]/.test(document.querySelector('.live')?.innerText)")
        page.screenshot(shots / "recording.png")
        page.key("Escape")
        page.answered()
        assert "recorded" in page.text("[aria-label=Answer]")
        page.until("document.querySelector('audio').duration > 0.4")


def test_several_inputs_have_a_block_each_and_take_a_file(
    browser: Chromium, made: Callable[[str], Path], tmp_path: Path, shots: Path
) -> None:
    with Served(made("two")) as program, browser.page(program.address) as page:
        page.until("document.querySelectorAll('textarea').length === 2")
        page.value("document.querySelectorAll('textarea')[0].value = '1 2 3 4'; 0")
        page.value("document.querySelectorAll('textarea')[1].value = '[10, 20]'; 0")
        page.click_text("Answer")
        page.shows("pre", "13  27")
        page.screenshot(shots / "two.png")
        page.value("document.querySelectorAll('textarea')[1].value = '1, x'; 0")
        page.click_text("Answer")
        page.shows(".error h2", "right: something is not a number")
        arrays = tmp_path / "arrays.npz"
        np.savez(arrays, left=np.ones((1, 2, 2), np.float32), right=np.float32([[5, 6]]))
        page.choose(arrays)
        page.shows("pre", "7  8")
        assert page.problems() == []


def scene(path: Path, size: tuple[int, int] = (1000, 600)) -> Path:
    """A grey picture with a red, a green and a faint blue rectangle."""
    image = Image.new("RGB", size, (128, 128, 128))
    pen = ImageDraw.Draw(image)
    pen.rectangle((100, 150, 399, 549), fill=(255, 0, 0))
    pen.rectangle((600, 40, 899, 139), fill=(0, 255, 0))
    pen.rectangle((500, 300, 979, 579), fill=(30, 60, 200))
    image.save(path)
    return path


def drawn_at(page: Page, x: int, y: int) -> list[int]:
    """Red, green, blue and alpha of the layer over the picture of 1000 x 600 pixels, where it is drawn most nearby."""
    place = f"Math.round({x} / 1000 * c.width), Math.round({y} / 600 * c.height) - 2, 1, 5"
    layer = "document.querySelector('canvas.whole')"
    found = page.value(f"(c => [...c.getContext('2d').getImageData({place}).data])({layer})")
    pixels = [[int(value) for value in found[at : at + 4]] for at in range(0, len(found), 4)]
    return max(pixels, key=lambda pixel: pixel[3])


def test_boxes_are_drawn_counted_and_follow_the_slider(
    browser: Chromium, made: Callable[[str], Path], tmp_path: Path, shots: Path
) -> None:
    with Served(made("boxes")) as program, browser.page(program.address) as page:
        page.until("document.querySelector('.drop')")
        page.choose(scene(tmp_path / "scene.png"))
        page.answered()
        page.until("document.querySelector('canvas.whole')?.width > 10")
        counts = [text.replace("\n", " ") for text in page.texts(".found .legend li")]
        assert counts == ["1 red", "1 <b>green</b>", "1 blue"]
        assert page.value("document.querySelectorAll('.found .legend li b').length") == 3, "names are no HTML"
        edge, ground = drawn_at(page, 250, 150), drawn_at(page, 250, 350)
        assert all(abs(one - other) <= 2 for one, other in zip(edge, (242, 135, 36), strict=False)), "as in --save"
        assert ground[3] == 0
        assert drawn_at(page, 740, 300)[3] == 255
        page.screenshot(shots / "boxes.png")
        page.focus(".view input[type=range]")
        page.key("ArrowRight", 10)
        page.until("document.querySelectorAll('.found .legend li').length === 2")
        assert drawn_at(page, 740, 300)[3] == 0, "below 60 %"
        assert "60" in page.text(".view .field")
        page.key("ArrowLeft", 50)
        page.until("document.querySelectorAll('.found .legend li').length === 3")
        for width in (360, 1180):
            page.resize(width, 800)
            page.until(
                "document.querySelector('canvas.whole').clientWidth === document.querySelector('.shot img').clientWidth"
            )
            assert page.fits()
        page.screenshot(shots / "boxes-wide.png")
        assert page.problems() == []


def test_the_camera_has_its_boxes_over_the_video(browser: Chromium, made: Callable[[str], Path], shots: Path) -> None:
    with Served(made("boxes")) as program, browser.page(program.address, dark=True) as page:
        page.until("document.querySelector('.drop')")
        page.click_text("Camera")
        page.click_text("Start the camera")
        page.until("document.querySelector('.shot video + canvas.whole')?.width > 10")
        page.until("document.querySelector('.found .legend li')")  # what a browser's own test camera shows is green
        assert "<b>green</b>" in page.text(".found")
        page.screenshot(shots / "boxes-camera.png")
        page.key("Escape")
        assert page.problems() == []


def test_the_points_of_a_body_are_drawn_and_named(
    browser: Chromium, made: Callable[[str], Path], tmp_path: Path, shots: Path
) -> None:
    with Served(made("points")) as program, browser.page(program.address) as page:
        page.until("document.querySelector('.drop')")
        page.choose(scene(tmp_path / "scene.png"))
        page.answered()
        page.shows(".found .headline", "15 of 17 points")
        assert "left shoulder" in page.text(".found")
        assert "ankle" not in page.text(".found")
        assert drawn_at(page, 250, 238)[3] == 255, "the line between the shoulders"
        page.screenshot(shots / "points.png")
        assert page.problems() == []


def test_boxes_in_a_terminal_in_tables_and_in_saved_pictures(made: Callable[[str], Path], tmp_path: Path) -> None:
    scene(tmp_path / "scene.png")
    Image.new("RGB", (50, 50)).save(tmp_path / "black.png")
    runner = made("boxes") / "runner"
    said = start([runner, "scene.png"], tmp_path, os.environ).output
    assert re.search(r"100\.0 %  red +301 x 401 at 99, 150\n", said)
    table = start([runner, "--save", "out", "--csv", "boxes.csv", "scene.png", "black.png"], tmp_path, os.environ)
    assert table.ok, table.errors
    rows = list(csv.DictReader(io.StringIO((tmp_path / "boxes.csv").read_text(encoding="utf-8"))))
    assert [(row["file"], row["box"], row["label"]) for row in rows] == [
        ("scene.png", "1", "red"), ("scene.png", "2", "<b>green</b>"), ("scene.png", "3", "blue"),
        ("black.png", "", ""),
    ]  # fmt: skip
    assert abs(float(rows[0]["width"]) - 300) < 5
    with Image.open(tmp_path / "out" / "scene.found.png") as saved, Image.open(tmp_path / "scene.png") as given:
        assert saved.size == given.size
        assert saved.getpixel((250, 350)) == (255, 0, 0), "the file's own pixels"
        assert saved.getpixel((250, 150)) == (242, 135, 36), "the edge of a box"
    lines = start([runner, "scene.png", "black.png"], tmp_path, os.environ).output.splitlines()
    assert lines[1].endswith("1 red, 1 <b>green</b>, 1 blue")
    assert lines[2].endswith("nothing found")
