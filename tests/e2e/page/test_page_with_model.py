"""The page that is the model, in a real Chromium from a file: it answers like the runner, and asks nobody."""

import base64
import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builder.system.browsers.installed import installed_browsers
from builder.system.browsers.opening import open_page
from builder.system.cancellation import CancelToken
from tests.conftest import SAMPLES, Exported
from tests.support.browsers.chromium import Chromium, ChromiumPage
from tests.support.browsers.page_file import parts_in, remade
from tests.support.page_samples import tone
from tests.support.program import run_in_empty_environment

PICTURES = [next((SAMPLES / "digits" / digit).glob("*.png")) for digit in "729"]
READY = "litecrate.ready.then(() => 0)"
FRAMES = 1000
HOSTILE = "<img src=x onerror=\"document.title='broken in'\"></script><script>document.title='broken in'</script>"
# What the page tells while it starts, noted before anything else runs.
NOTE_PROGRESS = """
    globalThis.told = [];
    new MutationObserver(() => {
        const bar = document.querySelector(".starting:not([hidden]) progress");
        if (bar) told.push([document.querySelector("#starting").textContent, bar.value]);
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
"""


@pytest.fixture
def page(browser: Chromium, digits: Exported) -> Iterator[ChromiumPage]:
    with browser.page(digits.program("page").as_uri()) as opened:
        opened.until("document.querySelector('#facts')")
        yield opened
        assert opened.problems() == []


def predicted(page: ChromiumPage, file: bytes, kind: str = "image/png") -> dict[str, Any]:
    """What the page answers to a file, as programs that drive it get it."""
    text = base64.b64encode(file).decode()
    return dict(page.value(f"litecrate.predict('{text}', '{kind}')"))


def blank_picture(width: int, height: int) -> bytes:
    """A PNG file that is small and becomes large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes((3 * width + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_dropped_picture_is_answered_as_by_the_program(page: ChromiumPage, digits: Exported) -> None:
    for picture in PICTURES:
        told = json.loads(run_in_empty_environment(digits.program("native"), "--json", picture).output)
        answer = predicted(page, picture.read_bytes())
        assert answer["status"] == 200
        outputs = answer["json"]["outputs"]["digit"], told["outputs"]["digit"]
        assert outputs[0]["values"] == pytest.approx(outputs[1]["values"], abs=1e-6)
        assert [best["label"] for best in answer["json"]["top"]] == [best["label"] for best in told["top"]]
        page.drop(picture)
        page.until(f"document.querySelector('[aria-label=Answer]').innerText.includes({json.dumps(picture.name)})")
        assert page.text("[aria-label=Answer]").startswith(picture.parent.name)


def test_the_view_says_nothing_of_a_program(page: ChromiumPage) -> None:
    assert page.text("#foot") == "Everything happens in this page; nothing leaves this computer."
    assert page.value("document.querySelector('#stop').hidden")
    told = page.value("document.querySelector('main').textContent")
    assert "About this model" in told
    assert not any(words in told for words in ("curl", "X-Token", "In a script"))
    assert page.value("document.querySelectorAll('[id^=part-]').length") == 1, "texts that were handed over are gone"


def test_a_refusal_speaks_of_no_command_line(page: ChromiumPage, tmp_path: Path) -> None:
    page.drop(tone(tmp_path / "a.wav", (0.1, 440.0)))
    page.shows(".error h2", "The file does not fit this model")
    why, advice = page.texts(".error p")
    assert why == "It is a WAV sound, and this model takes pictures."
    assert advice.startswith("Files that it reads end with .png ")
    assert advice.endswith(" .json.")


def test_questions_wait_for_each_other(page: ChromiumPage) -> None:
    texts = [base64.b64encode(picture.read_bytes()).decode() for picture in PICTURES]
    asked = f"Promise.all({json.dumps(texts)}.map((text) => litecrate.predict(text, 'image/png')))"
    assert [answer["json"]["top"][0]["label"] for answer in page.value(asked)] == ["7", "2", "9"]


def test_the_start_tells_how_far_it_is(browser: Chromium, digits: Exported) -> None:
    with browser.page(digits.program("page").as_uri(), first=NOTE_PROGRESS) as page:
        page.value(READY)
        told = page.value("told")
        assert list(dict.fromkeys(words for words, _ in told)) == [
            "Unpacking the model", "Starting the runtime", "Loading the model",
        ]  # fmt: skip
        shares = [share for _, share in told]
        assert shares == sorted(shares)
        assert len(set(shares)) > 5, "the window went on while the worker worked"
        assert max(shares) <= 1


def test_the_recipient_can_test_it(browser: Chromium, digits: Exported) -> None:
    with browser.page(f"{digits.program('page').as_uri()}#self-test") as page:
        page.shows("#self-test h2", "It answers as on the computer where it was made")
        assert "3 samples were answered again." in page.text("#self-test")
        assert page.text("#self-test tbody").startswith("digit")


def test_a_page_that_answers_otherwise_fails_its_own_test(browser: Chromium, digits: Exported, tmp_path: Path) -> None:
    model = bytearray(parts_in(digits.program("page").read_bytes())["model"])
    # A weight of the last layer: the bytes of a number that is nowhere else.
    place = len(model) // 2 // 4 * 4
    model[place : place + 400] = struct.pack("<100f", *[0.5] * 100)
    other = tmp_path / "other.html"
    other.write_bytes(remade(digits.program("page").read_bytes(), model=bytes(model)))
    with browser.page(f"{other.as_uri()}#self-test") as page:
        page.shows("#self-test h2", "It answers otherwise than on the computer where it was made")


def test_a_test_that_cannot_be_made_says_so_and_does_not_go_on(
    browser: Chromium, digits: Exported, tmp_path: Path
) -> None:
    other = tmp_path / "other.html"
    other.write_bytes(remade(digits.program("page").read_bytes(), samples=b"PK"))
    with browser.page(f"{other.as_uri()}#self-test") as page:
        page.shows(".error h2", "There are no arrays that can be read")
        assert page.value("document.querySelector('#self-test').hidden")


def test_nobody_is_asked_for_anything(digits: Exported, tmp_path: Path) -> None:
    chromium = next(browser for browser in installed_browsers() if browser.family == "chromium")
    picture = base64.b64encode(PICTURES[0].read_bytes()).decode()
    with open_page(chromium, digits.program("page"), tmp_path, CancelToken(), print) as opened:
        asked = (
            f"litecrate.ready.then(() => litecrate.predict('{picture}', 'image/png')).then(() => litecrate.selfTest())"
        )
        assert opened.evaluate(asked, 60)["status"] == "passed"
        assert opened.noticed.foreign == []
        blocked = "fetch('http://127.0.0.1:9/').then(() => 'reached', () => 'blocked')"
        assert opened.evaluate(blocked, 20) == "blocked"


def test_names_and_labels_with_html_in_them_do_nothing(browser: Chromium, digits: Exported, tmp_path: Path) -> None:
    parts = parts_in(digits.program("page").read_bytes())
    contract, card, program = (json.loads(parts[name]) for name in ("contract", "card", "program"))
    contract["outputs"][0]["labels"] = [f"{digit}{HOSTILE}" for digit in range(10)]
    contract["outputs"][0]["name"] = contract["inputs"][0]["name"] = HOSTILE
    card["name"] = program["name"] = card["model"]["source"] = HOSTILE
    changed = {name: json.dumps(value).encode() for name, value in
               (("contract", contract), ("card", card), ("program", program))}  # fmt: skip
    hostile = tmp_path / "hostile.html"
    hostile.write_bytes(remade(digits.program("page").read_bytes(), **changed))
    with browser.page(hostile.as_uri()) as page:
        page.until("document.querySelector('#facts')")
        assert page.text("#name") == HOSTILE
        page.drop(PICTURES[0])
        page.answered()
        assert HOSTILE in page.text("[aria-label=Answer]")
        assert page.value("document.title") == HOSTILE
        assert page.value("document.querySelectorAll('img[src=x]').length") == 0
        assert page.problems() == []


@pytest.mark.proof
def test_it_can_be_open_twice_and_be_loaded_again(browser: Chromium, digits: Exported) -> None:
    address = digits.program("page").as_uri()
    with browser.page(address) as one, browser.page(address) as other:
        for page in (one, other):
            assert predicted(page, PICTURES[0].read_bytes())["json"]["top"][0]["label"] == "7"
        one.send("Page.reload")
        one.until("globalThis.litecrate && document.querySelector('#facts')")
        assert predicted(one, PICTURES[1].read_bytes())["json"]["top"][0]["label"] == "2"
        assert predicted(other, PICTURES[2].read_bytes())["json"]["top"][0]["label"] == "9"


@pytest.mark.proof
def test_memory_that_a_large_file_took_comes_back(page: ChromiumPage) -> None:
    before = predicted(page, PICTURES[0].read_bytes())["json"]["outputs"]
    small = page.value("litecrate.timings.memory_bytes")
    assert predicted(page, blank_picture(9000, 5000))["status"] == 200
    assert page.value("litecrate.timings.memory_bytes") > small + (256 << 20)
    assert predicted(page, PICTURES[0].read_bytes())["json"]["outputs"] == before
    assert page.value("litecrate.timings.memory_bytes") == small


@pytest.mark.proof
def test_memory_stays_the_same_over_a_thousand_frames_of_the_camera(page: ChromiumPage) -> None:
    page.click_text("Camera")
    page.click_text("Start the camera")
    count = "globalThis.frames = 0; new MutationObserver(() => { frames++; }).observe(%s, { childList: true })"
    page.until("document.querySelector('p.live')")
    page.value(count % "document.querySelector('p.live')" + ", 0")
    used = []
    for frames in range(50, FRAMES + 101, 50):
        page.until(f"frames >= {frames}", 30)
        if frames not in (100, FRAMES + 100):
            continue
        page.send("HeapProfiler.collectGarbage")
        heap = page.send("Runtime.getHeapUsage")
        used.append((page.value("litecrate.timings.memory_bytes"), heap["usedSize"]))
    assert used[1][0] == used[0][0]
    assert used[1][1] < used[0][1] + (1 << 20)
